//! The program against loopback servers: credentials and sessions, TLS and proxies, secrets.
//!
//! Started with `DOCPROOF_TEST_CHILD`, this binary is the conformance harness itself, or one that panics.

mod canary;
mod connect;
#[cfg(unix)]
mod interrupted;
mod nextest;
mod server;
mod sessions;
mod suite;
mod tls;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    match std::env::var("DOCPROOF_TEST_CHILD").as_deref() {
        Ok("panics") => canary::child(),
        Ok(_) => docproof::harness::main(),
        Err(_) => {
            let tests = [
                sessions::TESTS,
                tls::TESTS,
                canary::TESTS,
                connect::TESTS,
                #[cfg(unix)]
                interrupted::TESTS,
            ]
            .concat();
            let trial = |(name, test): (&str, fn())| {
                Trial::test(name, move || {
                    test();
                    Ok::<(), Failed>(())
                })
            };
            let mut trials: Vec<Trial> = tests.into_iter().map(trial).collect();
            trials.push(Trial::ignorable_test(nextest::NAME, || {
                Ok(nextest::one_login())
            }));
            libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
        }
    }
}
