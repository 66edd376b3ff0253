//! Samples of documents as answers.

use serde_json::{Value, json};

use super::fixture::contract;
use crate::contract::{Sample, SampleRequest, SampleVerdict};
use crate::judge::judge_sample;
use crate::text::Span;
use crate::verdict::Outcome;

fn sample(status: u16, value: Value) -> Sample {
    Sample {
        name: "s".to_owned(),
        span: Span::default(),
        status,
        media_type: "application/json".to_owned(),
        value,
        at: Vec::new(),
        verdict: SampleVerdict::Holds,
        request: SampleRequest::default(),
        headers: Vec::new(),
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
    pairs.iter().map(owned).collect()
}

fn told(sample: &Sample) -> Vec<String> {
    let contract = contract(include_str!("adobe.yaml"));
    let checks = judge_sample(&contract, sample);
    let told = checks.iter().map(|c| match &c.outcome {
        Outcome::Broken(finding) => format!("{} {}", c.part, finding.rule),
        other => panic!("{other:?} is no broken check"),
    });
    told.collect()
}

#[test]
fn samples_are_judged_as_far_as_they_show() {
    let jim = || json!({"lastPage": true, "result": "success", "groupName": "DevOps", "users": [{"email": "jim@example.com", "status": "active", "groups": ["DevOps"], "type": "adobeID"}]});
    assert_eq!(
        told(&sample(200, jim())),
        Vec::<String>::new(),
        "no headers are printed, so none is missed"
    );
    let asked = |name: &str| {
        let mut sample = sample(200, jim());
        sample.request.path = pairs(&[("groupName", name)]);
        sample
    };
    assert_eq!(told(&asked("devops")), Vec::<String>::new());
    assert_eq!(told(&asked("Photoshop")), ["fact:asked-group not-equal"]);
    let mut headed = sample(200, jim());
    headed.headers = pairs(&[("Content-Type", "text/html")]);
    let expected = [
        "content-type:200 undocumented-content-type",
        "header:200:X-Total-Count missing-header",
        "fact:at-most-total missing-place",
        "fact:at-least-none missing-place",
    ];
    assert_eq!(told(&headed), expected);
}

#[test]
fn a_text_is_the_body_as_it_is_printed() {
    let open = json!("{ \"lastPage\": false, \"users\": [ { \"email\": \"john@example.com\" }");
    assert_eq!(told(&sample(200, open)), ["body:200 invalid-json"]);
    assert_eq!(
        told(&sample(200, json!("{\"lastPage\": false}"))),
        Vec::<String>::new()
    );
    assert_eq!(
        told(&sample(200, json!({"lastPage": "no"}))),
        ["schema:Page/lastPage#type schema-type"]
    );
    assert_eq!(
        told(&sample(418, json!({}))),
        ["status:418 undocumented-status"]
    );
}
