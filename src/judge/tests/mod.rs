//! Judge fixtures: transcripts typed from the documents, and rows of edits with what must be told of a part.

mod access;
mod answers;
mod asked;
mod conditions;
mod cursors;
mod effects;
mod facts;
mod fixture;
mod flags;
mod hostile;
mod keywords;
mod numbers;
mod orders;
mod relations;
mod samples;
mod verdicts;
