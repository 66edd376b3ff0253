//! Every case of `cases/` against `DOCPROOF_TARGET` (default: the built-in mock), as tests.

fn main() -> std::process::ExitCode {
    docproof::harness::main()
}
