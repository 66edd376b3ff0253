//! A body in a record: `{"text": …}` where it is UTF-8, else `{"base64": …}`. Nothing is lost either way.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stored<T> {
    Text(T),
    Base64(T),
}

pub(super) fn serialize<S: Serializer>(body: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    match std::str::from_utf8(body) {
        Ok(text) => Stored::Text(text).serialize(serializer),
        Err(_) => Stored::Base64(STANDARD.encode(body).as_str()).serialize(serializer),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    match Stored::<String>::deserialize(deserializer)? {
        Stored::Text(text) => Ok(text.into()),
        Stored::Base64(text) => match STANDARD.decode(text) {
            Ok(bytes) => Ok(bytes.into()),
            Err(error) => Err(D::Error::custom(format!("the body is not base64: {error}"))),
        },
    }
}
