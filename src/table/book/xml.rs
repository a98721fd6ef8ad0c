//! Tags of the small XML parts and of ods, read with the HTML tokenizer: on
//! well-formed XML it yields the same tags, attributes and text, it cannot
//! fail on anything else, and it reads from a stream. Names come in lower case.

use html5gum::{StartTag, Token, Tokenizer};

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag(pub(super) StartTag<()>);

impl Tag {
    /// The name without its namespace prefix.
    pub(super) fn name(&self) -> &str {
        let name = text(&self.0.name);
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// An attribute by its full name, in lower case.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        let value = self.0.attributes.get(name.as_bytes())?;
        std::str::from_utf8(value.as_ref()).ok()
    }

    /// An attribute by its local name that has some namespace prefix.
    pub(super) fn attr_with_prefix(&self, local: &str) -> Option<&str> {
        let (_, value) = self.0.attributes.iter().find(|(name, _)| {
            let name = text(name);
            name.rsplit_once(':').is_some_and(|(_, name)| name == local)
        })?;
        std::str::from_utf8(value.as_ref()).ok()
    }
}

/// The bytes as text; what is not UTF-8 is nothing.
pub(super) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// All start tags of a document, in order.
pub(super) fn start_tags(document: &[u8]) -> impl Iterator<Item = Tag> {
    Tokenizer::new(document).filter_map(|token| match token {
        Ok(Token::StartTag(tag)) => Some(Tag(tag)),
        _ => None,
    })
}
