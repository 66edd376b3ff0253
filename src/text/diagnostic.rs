//! A mistake in a file: where it is, what was found, what was expected, and the nearest valid name.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

/// A place in a text file; both numbers count from one, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Line, from one.
    pub line: u32,
    /// Column in characters, from one.
    pub column: u32,
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used; something about it deserves a look.
    Warning,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file's name as the user gave it.
    pub file: Arc<str>,
    /// Where in the file; `None` when the whole file is meant.
    pub span: Option<Span>,
    /// Error or warning.
    pub severity: Severity,
    /// What was found.
    pub found: String,
    /// What was expected, where that can be said.
    pub expected: Option<String>,
    /// The nearest valid name, where one is near.
    pub nearest: Option<String>,
}

impl Diagnostic {
    /// An error at a place of a file.
    pub fn error(file: &Arc<str>, span: Span, found: impl Into<String>) -> Self {
        Self {
            file: Arc::clone(file),
            span: Some(span),
            severity: Severity::Error,
            found: found.into(),
            expected: None,
            nearest: None,
        }
    }

    /// An error of a whole file: missing, unreadable, not UTF-8.
    pub fn file(file: &str, found: impl Into<String>) -> Self {
        Self {
            file: Arc::from(file),
            span: None,
            severity: Severity::Error,
            found: found.into(),
            expected: None,
            nearest: None,
        }
    }

    /// Says what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Offers the nearest of the valid names, when one is near.
    #[must_use]
    pub fn nearest<'a>(mut self, name: &str, valid: impl IntoIterator<Item = &'a str>) -> Self {
        self.nearest = super::nearest(name, valid).map(str::to_owned);
        self
    }

    /// Makes it a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(span) = self.span {
            write!(f, ":{}:{}", span.line, span.column)?;
        }
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, ": {severity}: {}", self.found)?;
        if let Some(expected) = &self.expected {
            write!(f, "; expected {expected}")?;
        }
        if let Some(nearest) = &self.nearest {
            write!(f, "; did you mean `{nearest}`?")?;
        }
        Ok(())
    }
}

/// Puts the mistakes of each file together, in the file's order; the files as they come. What was found on two ways stays
/// once.
pub fn in_order(told: &mut Vec<Diagnostic>) {
    let mut files: HashMap<Arc<str>, usize> = HashMap::new();
    for diagnostic in told.iter() {
        let next = files.len();
        files.entry(Arc::clone(&diagnostic.file)).or_insert(next);
    }
    told.sort_by_key(|d| (files.get(&d.file).copied(), d.span));
    let mut seen = HashSet::new();
    told.retain(|diagnostic| seen.insert(diagnostic.to_string()));
}

/// Collects the mistakes of one file while it is read, so that all are told at once.
#[derive(Debug)]
pub struct Context {
    /// The file's name as the user gave it.
    pub file: Arc<str>,
    found: RefCell<Vec<Diagnostic>>,
}

impl Context {
    /// Starts collecting for a file.
    pub fn new(file: &str) -> Self {
        Self {
            file: Arc::from(file),
            found: RefCell::new(Vec::new()),
        }
    }

    /// Notes a mistake.
    pub fn report(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }

    /// Notes an error at a place, with what was expected.
    pub fn error(&self, span: Span, found: impl Into<String>, expected: impl Into<String>) {
        self.report(Diagnostic::error(&self.file, span, found).expected(expected));
    }

    /// Notes why a text could not be parsed, where the parser's words may hold what was expected (`; expected …`) and
    /// the nearest name (`; did you mean …?`) themselves.
    pub fn unparsed(&self, span: Span, why: &str, expected: &str) {
        let (found, nearest) = match why.split_once("; did you mean `") {
            Some((found, rest)) => (found, rest.split(['`', ':']).next()),
            None => (why, None),
        };
        let (found, expected) = found.split_once("; expected ").unwrap_or((found, expected));
        let mut told = Diagnostic::error(&self.file, span, found).expected(expected);
        told.nearest = nearest.map(str::to_owned);
        self.report(told);
    }

    /// Notes a name that is none of the valid ones, with the nearest.
    pub fn unknown<'a>(
        &self,
        span: Span,
        what: &str,
        name: &str,
        valid: impl IntoIterator<Item = &'a str>,
    ) {
        let valid: Vec<&str> = valid.into_iter().collect();
        let expected = match valid.as_slice() {
            [] => "none here".to_owned(),
            [one] => format!("`{one}`"),
            many => format!("one of `{}`", many.join("`, `")),
        };
        self.report(
            Diagnostic::error(&self.file, span, format!("unknown {what} `{name}`"))
                .expected(expected)
                .nearest(name, valid),
        );
    }

    /// How many errors (not warnings) were noted.
    pub fn errors(&self) -> usize {
        let found = self.found.borrow();
        found
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .count()
    }

    /// Ends collecting; in the order of the file.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|d| d.span);
        found.dedup();
        found
    }
}
