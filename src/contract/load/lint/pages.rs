//! Paging: its parameters are declared, and its expressions read the answer.

use super::super::Form;
use super::run::Lint;
use crate::contract::{CursorPaging, End, NumberPaging, Paging};
use crate::http::{Expression, Root};

impl Lint<'_> {
    pub(super) fn paging(&self) {
        let Some(paging) = &self.contract.paging else {
            return;
        };
        if self.x.get("items").is_none() {
            self.error(
                self.span("/paging"),
                "paging without `items`",
                "where the items of a page are",
            );
        }
        let (parameters, expressions) = match paging {
            Paging::Number(number) => (number_parameters(number), number_expressions(number)),
            Paging::Cursor(cursor) => (cursor_parameters(cursor), cursor_expressions(cursor)),
        };
        for (at, name) in parameters
            .into_iter()
            .filter(|_| self.reading.is_sound(Form::Parameters))
        {
            if self.contract.parameter(name).is_none() {
                let known = self.contract.parameters.iter().map(|p| p.name.as_str());
                self.unknown(
                    self.span(&format!("/paging/{at}")),
                    "parameter",
                    name,
                    known,
                );
            }
        }
        let success = [self.success()];
        for (at, expression) in expressions {
            let span = self.span(&format!("/paging/{at}"));
            if matches!(
                expression.root,
                Root::ResponseBody(_) | Root::ResponseHeader(_)
            ) {
                self.expression(expression, &success, span);
            } else {
                let expected = "a place of the answer, such as `$response.body#/next`";
                self.error(
                    span,
                    format!("`{expression}`, which reads nothing of the answer"),
                    expected,
                );
            }
        }
    }
}

type Named<'a, T> = Vec<(String, &'a T)>;

fn number_parameters(number: &NumberPaging) -> Named<'_, str> {
    let mut found = vec![("number/parameter".to_owned(), number.parameter.as_str())];
    let size = number.size.as_ref().and_then(|s| s.parameter.as_deref());
    found.extend(size.map(|p| ("number/size/parameter".to_owned(), p)));
    found
}

fn cursor_parameters(cursor: &CursorPaging) -> Named<'_, str> {
    let mut found = vec![("cursor/parameter".to_owned(), cursor.parameter.as_str())];
    let back = cursor
        .back
        .iter()
        .map(|b| ("cursor/back/parameter".to_owned(), b.parameter.as_str()));
    found.extend(back);
    let size = cursor.size.as_ref().and_then(|s| s.parameter.as_deref());
    found.extend(size.map(|p| ("cursor/size/parameter".to_owned(), p)));
    found
}

fn number_expressions(number: &NumberPaging) -> Named<'_, Expression> {
    let plain = [
        ("count", &number.count),
        ("reported-size", &number.reported_size),
        ("index", &number.index),
        ("last", &number.last),
    ];
    let reported = [("total", &number.total), ("pages", &number.pages)];
    let plain = plain
        .into_iter()
        .filter_map(|(at, e)| Some((format!("number/{at}"), e.as_ref()?)));
    let reported = reported
        .into_iter()
        .filter_map(|(at, r)| Some((format!("number/{at}/from"), &r.as_ref()?.from)));
    plain.chain(reported).collect()
}

fn cursor_expressions(cursor: &CursorPaging) -> Named<'_, Expression> {
    let end = |end: &End| match end {
        End::Absent(_) => "end/absent",
        End::True(_) => "end/true",
        End::False(_) => "end/false",
    };
    let mut found = vec![
        ("cursor/from".to_owned(), &cursor.from),
        (
            format!("cursor/{}", end(&cursor.end)),
            cursor.end.expression(),
        ),
    ];
    if let Some(back) = &cursor.back {
        found.push(("cursor/back/from".to_owned(), &back.from));
        found.push((
            format!("cursor/back/{}", end(&back.end)),
            back.end.expression(),
        ));
    }
    found.extend(cursor.next.iter().map(|n| ("cursor/next".to_owned(), n)));
    let previous = cursor.back.iter().filter_map(|b| b.link.as_ref());
    found.extend(previous.map(|l| ("cursor/back/link".to_owned(), l)));
    found.extend(
        cursor
            .links
            .iter()
            .enumerate()
            .map(|(i, l)| (format!("cursor/links/{i}"), l)),
    );
    found.extend(
        cursor
            .total
            .iter()
            .map(|t| ("cursor/total/from".to_owned(), &t.from)),
    );
    found
}
