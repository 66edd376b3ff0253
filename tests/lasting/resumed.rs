//! Runs that are cut off and gone on with.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::service::{CASES, Ran, Service, verdicts};

const RUN: &[&str] = &["run", "--target", "t.yaml", "--jobs", "2"];

fn with<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [RUN, words].concat()
}

/// A run into `kept` of which five cases ended and two wait for an answer.
fn cut_off(service: &Service) -> Child {
    service.stall_after(5);
    let child = service.run_until(5, &with(&["--report", "kept"]));
    service.await_requests(7);
    child
}

fn kill(mut child: Child) {
    child.kill().expect("killed");
    child.wait().expect("ended");
}

#[test]
fn a_run_that_is_killed_goes_on_and_every_case_is_judged_once() {
    let service = Service::start();
    kill(cut_off(&service));
    assert!(!service.path("kept/report.json").exists());
    let record = service.path("kept/record.ndjson");
    let mut file = OpenOptions::new()
        .append(true)
        .open(&record)
        .expect("there");
    file.write_all(b"{\"event\":\"exchanged\",\"case\":\"acme/thi")
        .expect("torn");
    drop(file);

    let judged = service.run(&["judge", "kept"]);
    assert_eq!(judged.code, Some(3), "{judged:?}");
    assert!(judged.err.contains("the last line is torn"), "{judged:?}");
    assert!(judged.out.contains("acme/things"), "{judged:?}");

    service.answer_all();
    let first = service.asked();
    let ran = service.run(&with(&["--resume", "kept"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let report = service.report("kept");
    assert_eq!(verdicts(&report), [CASES, 0, 0]);
    assert_eq!(report["exit"], 0);
    assert_eq!(report["unfinished"].as_array().map(Vec::len), Some(0));
    // Five had their answer; only the others were asked (again).
    let second = service.asked();
    assert_eq!(
        (first.len(), second.len()),
        (7, CASES - 5),
        "{first:?} {second:?}"
    );
    assert!(second.values().all(|times| *times == 1), "{second:?}");

    let text = fs::read_to_string(&record).expect("a record");
    assert_eq!(text.matches("\"event\":\"run-started\"").count(), 1);
    assert_eq!(text.matches("\"event\":\"run-resumed\"").count(), 1);
    let judged = service.run(&["judge", "kept"]);
    assert_eq!(judged.code, Some(0), "{judged:?}");
    assert_eq!(judged.err, "", "nothing is wrong with the record");

    let again = service.run(&with(&["--resume", "kept"]));
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(
        again.out.contains("nothing is left of this run"),
        "{again:?}"
    );
    assert!(service.asked().is_empty());
    assert_eq!(verdicts(&service.report("kept")), [CASES, 0, 0]);
}

#[test]
fn only_what_failed_runs_again() {
    let service = Service::start();
    service.breaks(&[1, 4], &[]);
    let ran = service.run(RUN);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(service.asked().len(), CASES);
    let reports = service.path("reports");
    let first = fs::read_link(reports.join("latest")).expect("a link");
    // Another run in between, which `latest` leads to.
    assert_eq!(service.run(&with(&["thing 00"])).code, Some(0));
    assert_ne!(
        fs::read_link(reports.join("latest")).expect("a link"),
        first
    );
    service.asked();

    service.breaks(&[4], &[]);
    let folder = format!("reports/{}", first.display());
    let ran = service.run(&with(&["--failed", &folder]));
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(service.asked().into_keys().collect::<Vec<_>>(), [1, 4]);
    assert_eq!(verdicts(&service.report(&folder)), [CASES - 1, 1, 0]);
    assert_eq!(
        fs::read_link(reports.join("latest")).expect("a link"),
        first
    );

    service.breaks(&[], &[]);
    let ran = service.run(&with(&["--failed", "reports/latest/"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(service.asked().into_keys().collect::<Vec<_>>(), [4]);
    assert_eq!(verdicts(&service.report("reports/latest")), [CASES, 0, 0]);
    assert_eq!(
        fs::read_link(reports.join("latest")).expect("a link"),
        first
    );
}

#[test]
fn what_is_another_run_cannot_go_on() {
    let service = Service::start();
    service.breaks(&[1], &[]);
    assert_eq!(service.run(&with(&["--report", "kept"])).code, Some(1));
    let contract = fs::read_to_string(service.path("contracts/acme/things.yaml")).expect("there");
    let rows: &[(&[&str], &str)] = &[
        (
            &["run", "--failed", "kept", "--target", "other.yaml"],
            "the target is `live`, and `staging` in the record",
        ),
        (
            &["run", "--failed", "kept"],
            "the target is `mock`, and `staging` in the record",
        ),
        (
            &["run", "--failed", "kept", "--target", "t.yaml", "--strict"],
            "strict is `true`, and `false` in the record",
        ),
        (
            &["run", "--failed", "none", "--target", "t.yaml"],
            "holds no record",
        ),
        (
            &["run", "--failed", "kept", "--resume", "kept"],
            "cannot be used with",
        ),
        (
            &["run", "--resume", "kept", "--report", "new"],
            "cannot be used with",
        ),
    ];
    let record = fs::read(service.path("kept/record.ndjson")).expect("there");
    for (words, expected) in rows {
        let ran = service.run(words);
        assert_eq!(ran.code, Some(2), "{words:?}: {ran:?}");
        assert!(ran.err.contains(expected), "{words:?}: {ran:?}");
    }
    service.write(
        "contracts/acme/things.yaml",
        &contract.replace("version: \"1\"", "version: \"2\""),
    );
    let ran = service.run(&with(&["--failed", "kept"]));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err
            .contains("the contract `acme/things` has another version"),
        "{ran:?}"
    );
    assert_eq!(
        fs::read(service.path("kept/record.ndjson")).expect("there"),
        record,
        "nothing was written"
    );
}

#[test]
fn what_was_withheld_fails_a_run_that_goes_on() {
    let service = Service::start();
    assert_eq!(service.run(&with(&["--report", "kept"])).code, Some(0));
    // As if a secret had been left in the first answer when it was written.
    let record = service.path("kept/record.ndjson");
    let text = fs::read_to_string(&record).expect("a record");
    let line = text.lines().find(|l| l.contains("\"event\":\"exchanged\""));
    let mut event: serde_json::Value = serde_json::from_str(line.expect("one")).expect("JSON");
    let case = event["case"].as_str().expect("a name").to_owned();
    event["exchange"]["request"]["headers"][0][1] = "[withheld]".into();
    let withheld = text.replacen(line.expect("one"), &event.to_string(), 1);
    fs::write(&record, withheld).expect("written");
    service.asked();

    let ran = service.run(&with(&["--resume", "kept"]));
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.err
            .contains("1 field still held a secret and was withheld"),
        "{ran:?}"
    );
    assert!(service.asked().is_empty(), "nothing is missing");
    // It runs again with what failed, and nothing is withheld any more.
    let ran = service.run(&with(&["--failed", "kept"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let asked = service.asked();
    assert_eq!(asked.len(), 1);
    let n = asked.into_keys().next().expect("one");
    assert!(case.ends_with(&format!("thing {n:02}")), "{case}");
    assert_eq!(service.run(&with(&["--resume", "kept"])).code, Some(0));
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.expect("kill starts").success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_reports_what_ran_within_two_seconds() {
    for (broken, code) in [(&[][..], 3), (&[0, 1][..], 1)] {
        let service = Service::start();
        service.breaks(broken, &[]);
        let child = cut_off(&service);
        let began = Instant::now();
        interrupt(&child);
        let ran = Ran::of(&child.wait_with_output().expect("ended"));
        // Two seconds, and half of one for a machine that is busy.
        assert!(
            began.elapsed() < Duration::from_millis(2500),
            "{:?}",
            began.elapsed()
        );
        assert_eq!(ran.code, Some(code), "{ran:?}");
        for expected in ["stopping", "7 cases did not run to an end", "--resume kept"] {
            assert!(ran.err.contains(expected), "{expected}: {ran:?}");
        }
        let report = service.report("kept");
        assert_eq!(verdicts(&report), [5 - broken.len(), broken.len(), 0]);
        assert_eq!(report["finished"], serde_json::Value::Null);
        assert_eq!(report["exit"], code);
        assert_eq!(report["unfinished"].as_array().map(Vec::len), Some(2));

        service.answer_all();
        let ran = service.run(&with(&["--resume", "kept"]));
        assert_eq!(ran.code, Some(i32::from(!broken.is_empty())), "{ran:?}");
        assert_eq!(
            verdicts(&service.report("kept")),
            [CASES - broken.len(), broken.len(), 0]
        );
    }
}

#[cfg(unix)]
#[test]
fn what_is_answered_in_time_is_kept_when_the_run_is_interrupted() {
    let service = Service::start();
    let child = cut_off(&service);
    interrupt(&child);
    std::thread::sleep(Duration::from_millis(200));
    service.answer_all();
    let ran = Ran::of(&child.wait_with_output().expect("ended"));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let report = service.report("kept");
    assert_eq!(verdicts(&report), [7, 0, 0]);
    assert_eq!(report["unfinished"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_folder_that_cannot_be_written_and_a_run_under_way_are_told() {
    let service = Service::start();
    service.write("file", "no folder");
    let ran = service.run(&with(&["--report", "file/below"]));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err.contains("`file/below` cannot be written"),
        "{ran:?}"
    );
    assert!(service.asked().is_empty(), "no request is lost");

    let child = cut_off(&service);
    for (words, told) in [
        (["--resume", "kept"], "another process is writing it"),
        (["--report", "kept"], "`--resume kept` goes on with it"),
    ] {
        let ran = service.run(&with(&words));
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains(told), "{ran:?}");
    }
    kill(child);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_no_more_is_asked() {
    let service = Service::start();
    fs::create_dir(service.path("kept")).expect("made");
    let record = service.path("kept/record.ndjson");
    std::os::unix::fs::symlink("/dev/full", record).expect("linked");
    let ran = service.run(&with(&["--report", "kept"]));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("No space left on device"), "{ran:?}");
    assert!(ran.err.contains("the record is not whole"), "{ran:?}");
    assert!(service.asked().len() < 3, "what would be lost is not asked");
}

#[test]
fn a_shard_goes_on_as_that_shard() {
    let service = Service::start();
    let ran = service.run(&with(&["--shard", "2/3", "--report", "kept"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let record = service.path("kept/record.ndjson");
    let text = fs::read_to_string(&record).expect("a record");
    // As if it had been killed before its last case: whatever stands from there on is lost.
    let start = text.rfind("{\"event\":\"case-started\"").expect("cases");
    fs::write(&record, &text[..start]).expect("written");
    let first = service.asked();
    assert_eq!(first.len(), CASES / 3);
    let ran = service.run(&with(&["--resume", "kept"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let again = service.asked();
    assert!(!again.is_empty() && again.len() < CASES / 3, "{again:?}");
    assert!(again.keys().all(|id| first.contains_key(id)), "{again:?}");
    assert_eq!(verdicts(&service.report("kept")), [CASES / 3, 0, 0]);
    for (number, folder) in [("1/3", "one"), ("3/3", "three")] {
        let ran = service.run(&with(&["--shard", number, "--report", folder]));
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let whole = service.run(&["judge", "one", "kept", "three"]);
    assert_eq!((whole.code, whole.err.as_str()), (Some(0), ""), "{whole:?}");
}
