//! An answer beside what the contract says of its status.

use serde_json::Value;

use crate::contract::{Body, Contract, DocumentedResponse};
use crate::http::{Exchange, Headers, MediaType, Reading, Request, Response, Scope};
use crate::verdict::{AccessState, LookupState};

/// A response with everything a check needs to judge it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The contract it is held to.
    pub contract: &'a Contract,
    /// Which exchange of the transcript it is.
    pub index: usize,
    /// What was asked.
    pub request: &'a Request,
    /// What came back.
    pub response: &'a Response,
    /// Its body, made out.
    pub reading: &'a Reading,
    /// What the contract says of its status.
    pub documented: Option<&'a DocumentedResponse>,
    /// The state of every credential that was sent, where that is known.
    pub access: &'a [(String, AccessState)],
    /// What path parameters name, where that is known.
    pub lookup: &'a [(String, LookupState)],
}

impl<'a> Seen<'a> {
    /// The answer of an exchange; nothing where none came.
    pub fn of(
        contract: &'a Contract,
        index: usize,
        exchange: &'a Exchange,
        reading: &'a Reading,
    ) -> Option<Self> {
        let response = exchange.response()?;
        Some(Self {
            contract,
            index,
            request: &exchange.request,
            response,
            reading,
            documented: contract.response(response.status),
            access: &[],
            lookup: &[],
        })
    }

    /// The same, with what is known of the request beyond its text.
    #[must_use]
    pub fn knowing(
        self,
        access: &'a [(String, AccessState)],
        lookup: &'a [(String, LookupState)],
    ) -> Self {
        Self {
            access,
            lookup,
            ..self
        }
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// Whether the status is one of success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.response.status)
    }

    /// The header fields.
    pub fn headers(&self) -> &'a Headers {
        &self.response.headers
    }

    /// The body, when it is JSON.
    pub fn value(&self) -> Option<&'a Value> {
        self.reading.value()
    }

    /// The decoded body's length, when it could be decoded.
    pub fn body_length(&self) -> Option<usize> {
        self.reading.decoded.as_ref().ok().map(bytes::Bytes::len)
    }

    /// Whether HTTP itself leaves no place for a body (RFC 9110, 9.3.2 and 6.4.1).
    pub fn is_bodiless(&self) -> bool {
        self.request.method == "HEAD"
            || matches!(self.status(), 204 | 304)
            || (100..200).contains(&self.status())
    }

    /// The items of a success, where the contract says that there are some and the body has them.
    pub fn items(&self) -> Option<&'a [Value]> {
        let form = self.contract.items.as_ref().filter(|_| self.is_success())?;
        let items = self.value()?.pointer(&form.at)?.as_array()?;
        Some(items)
    }

    /// The pointer of an item in the body.
    pub fn item_pointer(&self, index: usize) -> String {
        let at = self.contract.items.as_ref().map_or("", |i| i.at.as_str());
        format!("{at}/{index}")
    }

    /// What expressions read.
    pub fn scope(&self, item: Option<&'a Value>) -> Scope<'a> {
        Scope {
            request: self.request,
            status: self.status(),
            headers: self.headers(),
            body: self.value(),
            item,
        }
    }

    /// The media type that the answer names, when it names one that can be read.
    pub fn media_type(&self) -> Option<MediaType> {
        MediaType::parse(self.headers().get("content-type")?).ok()
    }

    /// The documented content that the answer is: by the media type it names, else the first documented JSON.
    pub fn content(&self) -> Option<&'a (String, Option<String>)> {
        let Body::Content(content) = &self.documented?.body else {
            return None;
        };
        let named = self.media_type();
        let matching = named.and_then(|n| content.iter().find(|(m, _)| is_kind_of(&n, m)));
        matching.or_else(|| content.iter().find(|(m, _)| is_json(m)))
    }
}

/// Whether a documented media type (possibly a range such as `application/*`) is that of an answer.
pub(super) fn is_kind_of(named: &MediaType, documented: &str) -> bool {
    if documented == "*/*" {
        return true;
    }
    match MediaType::parse(documented) {
        Ok(d) => d.kind == named.kind && (d.subtype == "*" || d.subtype == named.subtype),
        Err(_) => false,
    }
}

/// Whether a documented media type is JSON.
pub(super) fn is_json(documented: &str) -> bool {
    documented == "application/json" || MediaType::parse(documented).is_ok_and(|m| m.is_json())
}
