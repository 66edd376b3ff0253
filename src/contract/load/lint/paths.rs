//! The path against its parameters. This holds for every OpenAPI file.

use super::super::Form;
use super::run::Lint;
use crate::contract::Location;
use crate::text::{Diagnostic, Span, nearest};
use crate::value::pointer;

impl Lint<'_> {
    /// Every name in the path has a parameter, and every path parameter a place in it.
    pub(super) fn path(&self) {
        if !self.reading.is_sound(Form::Parameters) {
            return;
        }
        let mut undeclared = names(&self.contract.path);
        let declared = self.parameters_in(Location::Path);
        let all = undeclared.clone();
        undeclared.retain(|n| !declared.contains(n));
        for parameter in self
            .contract
            .parameters_in(Location::Path)
            .filter(|p| !all.contains(&p.name.as_str()))
        {
            let meant = nearest(&parameter.name, undeclared.iter().copied());
            let found = format!(
                "the path parameter `{}`, which the path does not name",
                parameter.name
            );
            let told = Diagnostic::error(
                &self.reading.cx.file,
                self.name_of(&parameter.schema_pointer),
                found,
            );
            let told = match all.as_slice() {
                [] => told.expected("a path that names it"),
                all => told.expected(format!("`{}`", all.join("` or `"))),
            };
            self.reading
                .cx
                .report(told.nearest(&parameter.name, undeclared.iter().copied()));
            // One misspelling is one mistake.
            undeclared.retain(|n| Some(*n) != meant);
        }
        let at = self.path_key();
        for name in undeclared {
            let found = format!("the path names `{{{name}}}`, which no parameter declares");
            self.error(at, found, format!("a parameter `{name}` with `in: path`"));
        }
    }

    fn path_key(&self) -> Span {
        let paths = self.reading.root.get("paths");
        let key = paths.and_then(|p| {
            p.entries()
                .iter()
                .find(|(k, _)| k.name == self.contract.path)
        });
        key.map_or(self.contract.span, |(k, _)| k.span)
    }

    /// Where the name of the parameter stands whose schema would be at this pointer.
    fn name_of(&self, schema: &str) -> Span {
        let parameter = schema.strip_suffix("/schema").unwrap_or(schema);
        self.reading
            .root
            .nearest_at(&pointer::join(parameter, "name"))
            .span
    }
}

/// The names in braces.
fn names(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect()
}
