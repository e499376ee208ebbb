//! Toolbox: one named step a file, text in, text out. Knows no field and no policy.
