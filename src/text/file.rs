//! Files as text.

use std::path::Path;

use super::{Diagnostic, Span};

/// The text of a file's bytes.
///
/// # Errors
/// Bytes that are not UTF-8, with the place of the first.
pub fn utf8(file: &str, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    String::from_utf8(bytes).map_err(|error| {
        let end = error.utf8_error().valid_up_to();
        let good = String::from_utf8_lossy(error.as_bytes().get(..end).unwrap_or_default());
        let line = good.rsplit('\n').next().unwrap_or_default();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let span = Span {
            line: number(good.matches('\n').count() + 1),
            column: number(line.chars().count() + 1),
        };
        let byte = error.as_bytes().get(end).copied().unwrap_or_default();
        Diagnostic::error(
            &file.into(),
            span,
            format!("the byte 0x{byte:02X}, which is not UTF-8"),
        )
        .expected("a file in UTF-8")
    })
}

/// Reads a file from the disk.
///
/// # Errors
/// A file that cannot be read, or is not UTF-8.
pub fn read_file(path: &Path) -> Result<String, Diagnostic> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => utf8(&name, bytes),
        Err(error) => Err(Diagnostic::file(&name, format!("cannot be read: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_that_is_not_utf_8_has_a_place() {
        let told = utf8("f.yaml", b"a: 1\n\xC3\xA4b: \xE4\n".to_vec()).expect_err("Latin-1");
        assert_eq!(
            told.to_string(),
            "f.yaml:2:5: error: the byte 0xE4, which is not UTF-8; expected a file in UTF-8"
        );
        assert_eq!(utf8("f.yaml", b"\xC3\xA4".to_vec()), Ok("ä".to_owned()));
    }
}
