//! Rebuilds when a contract, a case or a schema is added: all of them are built into the program.

fn main() {
    for folder in ["contracts", "cases", "schemas"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
