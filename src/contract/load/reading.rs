//! What every reader of one file shares.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::Arc;

use super::schema::Pending;
use crate::contract::{Form, Schemas};
use crate::text::{Context, Node, Span};

/// What every reader of one file needs.
pub(super) struct Reading<'a> {
    pub(super) cx: &'a Context,
    pub(super) root: &'a Node,
    pub(super) schemas: &'a Arc<Schemas>,
    pub(super) servers: Vec<String>,
    /// Whether the file is OpenAPI 3.0.
    pub(super) old: bool,
    /// Schemas to be compiled once everything is read.
    pub(super) pending: RefCell<Vec<Pending>>,
    /// A schema has a mistake that was told: compiling the others would tell it again.
    pub(super) unsound: Cell<bool>,
    /// References that were told to lead back to themselves.
    pub(super) circles: RefCell<Vec<Span>>,
    /// The forms of the operation at hand that have mistakes.
    pub(super) broken: RefCell<HashSet<Form>>,
}

impl Reading<'_> {
    /// Reads a form, and keeps whether it has mistakes.
    pub(super) fn part<T>(&self, form: Form, read: impl FnOnce() -> T) -> T {
        let before = self.cx.errors();
        let value = read();
        if self.cx.errors() > before {
            self.broken.borrow_mut().insert(form);
        }
        value
    }

    /// Whether a form could be read without mistakes.
    pub(super) fn is_sound(&self, form: Form) -> bool {
        !self.broken.borrow().contains(&form)
    }
}
