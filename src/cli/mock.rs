//! `docproof mock`: the server that the contracts describe.

use std::net::SocketAddr;
use std::sync::Arc;

use docproof::mock::{Holding, Mock, MockOptions, serve, target_file};
use tokio::runtime::Builder;

use super::exit::{Failure, Outcome};
use super::out;
use super::suite::SuiteArgs;

/// Serve the contracts: a server that does what the documents say
#[derive(Debug, clap::Args)]
#[command(after_help = "\
It prints what it holds and a target file that leads to it, and runs until it is stopped (Ctrl-C).

Examples:
  docproof mock
  docproof mock --listen 127.0.0.1:9000 --members 500
  docproof mock --listen 127.0.0.1:9000 > mock-target.yaml &
  until [ -s mock-target.yaml ]; do sleep 0.1; done
  docproof run --target mock-target.yaml")]
pub(crate) struct Args {
    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// How many members the large groups have; at least one more than a page holds (26 for the contracts built in)
    #[arg(long, value_name = "N", default_value_t = MockOptions::default().members)]
    members: usize,

    /// What all generated values depend on
    #[arg(long, value_name = "N", default_value_t = MockOptions::default().seed)]
    seed: u64,

    /// Listen on an address that other machines reach: its credentials are no secrets
    #[arg(long)]
    allow_remote: bool,

    #[command(flatten)]
    suite: SuiteArgs,
}

pub(crate) fn mock(args: &Args) -> Outcome {
    let address = args.listen.ip();
    if !address.is_loopback() && !args.allow_remote {
        return Err(Failure::new(format!(
            "{address} is reached from other machines: add --allow-remote if that is meant"
        )));
    }
    let suite = args.suite.load()?;
    let options = MockOptions {
        members: args.members,
        seed: args.seed,
    };
    let mock = Arc::new(Mock::new(suite.contracts.iter().cloned(), options));
    let least = mock.least_members();
    if args.members < least {
        return Err(Failure::new(format!(
            "--members {} is fewer than these contracts need: at least {least}, so that a large group is more than a page holds \
             and has every member that a variable takes a value of",
            args.members
        )));
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::new(format!("no runtime: {error}")))?;
    runtime.block_on(async {
        let running = serve(Arc::clone(&mock), args.listen).await;
        let running = running
            .map_err(|error| Failure::new(format!("cannot listen on {}: {error}", args.listen)))?;
        let target = mock.target(&running.origin());
        let mut target = target.map_err(|mistakes| Failure::new(mistakes.join("\n")))?;
        // `mock` is the name of the one that `docproof run` starts by itself.
        "docproof-mock".clone_into(&mut target.name);
        // At once: who waits for the file to have something in it reads it whole.
        let origin = running.origin();
        let holds = held(&mock.describe());
        let file = target_file(&target);
        out::say(&format!("# The mock answers at {origin}\n#\n{holds}{file}"));
        out::whole()?;
        running.wait().await;
        Err(Failure::new("the mock's socket is gone"))
    })
}

/// What the mock holds, as comments of the target file that follows.
fn held(holdings: &[Holding]) -> String {
    let mut text = String::new();
    for holding in holdings {
        text.push_str(&format!("# {} holds\n", holding.contract));
        for group in &holding.groups {
            let ids: Vec<String> = group
                .ids
                .iter()
                .map(|(kind, id)| format!("{kind} {id}"))
                .collect();
            let inherited = match group.inherited_count {
                n if n == group.count => String::new(),
                n => format!(", {n} with those of its descendants"),
            };
            let (name, count) = (group.name, group.count);
            text.push_str(&format!(
                "#   {name}: {}; {count} members{inherited}\n",
                ids.join(", ")
            ));
        }
    }
    text
}
