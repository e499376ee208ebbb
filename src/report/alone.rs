//! One file by itself, complete or not there: written without a name and named at the end, as a result's files are.

use super::disk::{Disk, has_no_unnamed};
use super::staging::io_error;
use crate::error::{Problem, Result};
use crate::model::Place;
use std::io::{self, Write};
use std::path::Path;

/// Writes a file (mode 0600). One that is there is left alone, or with `replace` taken away right before.
///
/// # Errors
///
/// `E_OUT_EXISTS` where it is there and is not to be replaced, `E_OUT_IO` where the disk refuses.
pub fn write_alone(disk: &dyn Disk, path: &Path, replace: bool, bytes: &[u8]) -> Result<()> {
    let io = |e: io::Error| io_error(path, &e);
    if disk.look(path).map_err(io)?.is_some() {
        if !replace {
            let place = Place::file(&path.to_string_lossy());
            return Err(Problem::input(
                "E_OUT_EXISTS",
                place,
                "the file is already there",
                "ファイルが既にあります",
            )
            .help("use --replace to write it anew", "--replace を付けると書き直します")
            .into());
        }
        disk.remove_file(path).map_err(io)?;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (file, is_named) = match disk.create_unnamed(folder) {
        Ok(file) => (file, false),
        Err(e) if has_no_unnamed(&e) => (disk.create_named(path).map_err(io)?, true),
        Err(e) => return Err(io(e)),
    };
    let written = Through { disk, file: &file }.write_all(bytes).and_then(|()| disk.sync(&file));
    if let Err(e) = written {
        if is_named {
            let _ = disk.remove_file(path);
        }
        return Err(io(e));
    }
    if is_named { Ok(()) } else { disk.link(&file, path).map_err(io) }
}

/// A file that is written through a disk.
struct Through<'d> {
    disk: &'d dyn Disk,
    file: &'d std::fs::File,
}

impl Write for Through<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.write(self.file, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
