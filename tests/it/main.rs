//! One test binary. What belongs where:
//!
//! - `audit`: harm that has already happened, found and counted.
//! - `birthdates`: columns whose format a policy declares.
//! - `breaker`: how often the breaker finds a broken job, and how seldom it stops a good one.
//! - `browser`: a real browser with one page, for the tests of `report`.
//! - `cases`: the truth tables of the rules, run through the program.
//! - `database`: the guard in a real PostgreSQL: bypasses, races, the way back, row digests.
//! - `evidence`: how much an agreement says, by `tests/evidence.md`, and what a policy may ask for.
//! - `explain`: one pair explained, in both languages, with nothing shown that was not asked for.
//! - `faults`: each operation of the disk fails, and things stand in the way.
//! - `hostile`: the bad inputs of `tests/hostile`, each by its recipe.
//! - `hostile_around`: the command line, odd paths, streams that close, few descriptors, other environments.
//! - `hostile_corpus`: files that did harm, and those of other programs.
//! - `hostile_fuzz`: mutated texts, policies and values, and no panic.
//! - `hostile_fuzz_formats`: mutated files of every other format, and no panic.
//! - `hostile_pollution`: one sample damaged in thousands of ways.
//! - `interruptions`: kills, signals, runs at once, files that change.
//! - `json_errors`: what is said to a machine where a run fails.
//! - `laws`: what holds for every table, policy and list of proposals.
//! - `lexicon`: readings of kanji names, and the alarm where records contradict themselves.
//! - `name_tables`: the tables of names that are derived from the lexicon.
//! - `names_apart`: different names that sloppy folds join, and Latin letters beside kana.
//! - `names_oracles`: kana and kanji libraries beside our own folds.
//! - `names_whole`: what is no full name of one person, and names that only look so.
//! - `names`: the two ways of reading a name, and the tables about names that are longer than a truth table.
//! - `namesakes`: who else holds what a pair agrees on.
//! - `oracle`: a slow twin of the decision, written from the interface.
//! - `overload`: too little memory: refused with the figure, never decided on less.
//! - `pairs`: tables of any size, made of pairs.
//! - `phones`: the gate beside Google's library, difference by difference.
//! - `policy`: what is refused as a policy, and where; the built-in text is the built-in law.
//! - `privacy`: canaries in every field, looked for wherever a run writes or speaks.
//! - `progress`: what a person sees on a terminal while a run lasts.
//! - `proof`: certificates, `verify`, and any one changed byte of what they bind.
//! - `read`: files in every encoding and format, and every way in which one can be broken.
//! - `read_faults`: each operation on an input fails, in every format.
//! - `report`: the reports for people, in a browser and in LibreOffice, and what comes back from them.
//! - `safety`: labelled pairs of every kind: no two people pass, and one person does.
//! - `sample`: the sample data, line by line as its README says.
//! - `scale`: giant groups, told plainly; the table of stages.
//! - `small_disk`: a disk that fills up, or cannot be written.
//! - `staging`: what a run leaves on the disk, and its exit codes.
//! - `synth`: the synthetic customers: chunks, labels, writings, golden bytes.
//! - `tidy`: house rules about the source.
//! - `truth`: the truth tables of the fields, which a steward can read.
//! - `util`: a folder, the program run in it, and what came of it; nothing else belongs there.
//! - `vectors`: the design's vectors, and why the gate says something else where it does.
//! - `whose`: columns of other people are no evidence.
//! - `world`: small worlds for laws and oracles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod audit;
mod birthdates;
mod breaker;
mod browser;
mod cases;
#[cfg(feature = "postgres")]
mod database;
mod evidence;
mod explain;
mod faults;
mod hostile;
mod hostile_around;
#[cfg(feature = "columnar")]
mod hostile_corpus;
mod hostile_fuzz;
#[cfg(feature = "columnar")]
mod hostile_fuzz_formats;
mod hostile_pollution;
mod interruptions;
mod json_errors;
mod laws;
mod lexicon;
mod name_tables;
mod names;
mod names_apart;
mod names_oracles;
mod names_whole;
mod namesakes;
mod oracle;
mod overload;
mod pairs;
mod phones;
mod policy;
mod privacy;
mod progress;
mod proof;
mod read;
#[cfg(feature = "columnar")]
mod read_faults;
mod report;
mod safety;
mod sample;
mod scale;
mod small_disk;
mod staging;
mod synth;
mod tidy;
mod truth;
mod util;
mod vectors;
mod whose;
mod world;
