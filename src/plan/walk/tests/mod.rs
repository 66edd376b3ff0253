//! Walks over servers that are a function: from a request to status and body.

mod cursor;
mod legs;
mod number;

use std::sync::Arc;

use serde_json::Value;

use super::super::{Next, Walker, legs, opening, without_request};
use crate::contract::Contract;
use crate::http::{Headers, Leg, Request, Scope};
use crate::plan::testing::cases;
use crate::plan::{BoundStep, Planned, bind};

fn step(contract: &Arc<Contract>, step: &str) -> BoundStep {
    let source = format!("contract: x/y\ncases: [ {{ name: n, {step} }} ]");
    let planned = Planned {
        contract: Arc::clone(contract),
        case: cases("f.yaml", &source).remove(0),
        skip: None,
        vars: Arc::default(),
    };
    bind(&planned, 0, "https://h/v1", &|_| None).expect("binds")
}

/// A server: from a request to status and body.
type Server<'a> = &'a dyn Fn(&Request) -> (u16, Value);

/// Runs a leg; `last` is the last request of the main leg. The requests' URLs, and how it ended.
fn run(
    contract: &Contract,
    bound: &BoundStep,
    leg: Leg,
    last: Option<&Request>,
    server: Server<'_>,
) -> (Vec<Request>, Next) {
    run_at_most(12, contract, bound, leg, last, server)
}

#[expect(clippy::needless_pass_by_value, reason = "rows name the leg")]
fn run_at_most(
    pages: u64,
    contract: &Contract,
    bound: &BoundStep,
    leg: Leg,
    last: Option<&Request>,
    server: Server<'_>,
) -> (Vec<Request>, Next) {
    let mut walker = Walker::new(contract, bound, leg.clone()).at_most(pages);
    let mut asked: Vec<Request> = opening(contract, bound, &leg).into_iter().collect();
    loop {
        let request = asked.last().or(last).expect("a request").clone();
        let (status, body) = server(&request);
        let headers = Headers::new();
        let scope = Scope {
            request: &request,
            status,
            headers: &headers,
            body: Some(&body),
            item: None,
        };
        match walker.next(&request, Some(&scope)) {
            Next::Request(of, request) => {
                assert_eq!(of, leg);
                asked.push(request);
            }
            end => return (asked, end),
        }
    }
}

fn urls(requests: &[Request]) -> Vec<&str> {
    requests
        .iter()
        .map(|r| r.url.strip_prefix("https://h/v1").expect("the same base"))
        .collect()
}
