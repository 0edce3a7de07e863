//! Source files, spans and the loader through which the compiler asks for files.

use std::sync::Arc;

/// A loaded source file, by its place in the [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub u32);

/// A range of octets in one source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First octet.
    pub start: u32,
    /// One past the last octet.
    pub end: u32,
}

impl Span {
    /// A span in `file` from octet `start` up to, not including, `end`.
    pub const fn new(file: FileId, start: u32, end: u32) -> Self {
        Span { file, start, end }
    }

    /// The smallest span that covers both; `self` when the files differ.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span::new(self.file, self.start.min(other.start), self.end.max(other.end))
    }

    /// Whether another span lies in this one.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The empty span just after this one.
    pub const fn after(self) -> Span {
        Span::new(self.file, self.end, self.end)
    }

    /// The range of octets, for slicing the file's text.
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and where it stands in the source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub node: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value with its span.
    pub const fn new(node: T, span: Span) -> Self {
        Spanned { node, span }
    }
}

/// One source file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// What messages call it: a path, or a module name such as `std.jwt`.
    pub name: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// The octet at which each line begins.
    line_starts: Arc<[u32]>,
    /// How many characters begin before each [`STRIDE`]th octet: a line may be as long as a file.
    characters: Arc<[u32]>,
}

/// Octets between two counts of characters.
const STRIDE: usize = 1024;

/// How many characters begin in some octets of UTF-8.
fn characters(octets: &[u8]) -> u32 {
    let begins = |octet: &&u8| (**octet & 0xC0) != 0x80;
    u32::try_from(octets.iter().filter(begins).count()).unwrap_or(u32::MAX)
}

/// A place in a file as people count: from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

impl SourceFile {
    fn new(name: &str, text: &str) -> Self {
        let breaks = text.bytes().zip(1u32..).filter(|(byte, _)| *byte == b'\n').map(|(_, at)| at);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        let counts = text.as_bytes().chunks(STRIDE).scan(0u32, |before, chunk| {
            let begun = *before;
            *before = begun.saturating_add(characters(chunk));
            Some(begun)
        });
        let characters = counts.collect();
        SourceFile { name: name.into(), text: text.into(), line_starts, characters }
    }

    /// How many characters begin before an octet.
    fn characters_before(&self, offset: usize) -> u32 {
        let chunk = (offset / STRIDE).min(self.characters.len().saturating_sub(1));
        let before = self.characters.get(chunk).copied().unwrap_or_default();
        let rest = self.text.as_bytes().get(chunk * STRIDE..offset).unwrap_or_default();
        before.saturating_add(characters(rest))
    }

    /// Line and column of an octet offset; offsets past the end count as the end.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.line_number(offset);
        let start = self.line(line).start;
        let end = (offset as usize).clamp(start, self.text.len());
        let before = self.characters_before(end).saturating_sub(self.characters_before(start));
        let column = before.saturating_add(1);
        LineColumn { line, column }
    }

    /// The line of an octet offset, from 1; offsets past the end count as the end. Cheaper than
    /// [`SourceFile::line_column`] where lines are long.
    pub fn line_number(&self, offset: u32) -> u32 {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The octets of a line, counted from 1, without its end; empty past the last line.
    pub fn line(&self, line: u32) -> std::ops::Range<usize> {
        let at = |line: u32| self.line_starts.get(line as usize).map(|start| *start as usize);
        let end = at(line).unwrap_or(self.text.len());
        let start = line.checked_sub(1).and_then(at).unwrap_or(end).min(end);
        let text = self.text.get(start..end).unwrap_or_default();
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        start..start.saturating_add(text.len())
    }
}

/// All files of one compilation.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a file and gives its id.
    pub fn add(&mut self, name: &str, text: &str) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile::new(name, text));
        id
    }

    /// The file with this id, if it was added here.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The text under a span; empty when the span does not fit its file.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).and_then(|file| file.text.get(span.range())).unwrap_or_default()
    }

    /// All files with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0u32..).map(FileId).zip(&self.files)
    }
}

/// A file that a [`Loader`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// A name that is the same for the same file however it was asked for: it decides whether
    /// two `use` items mean one module, and is what messages show.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Why a file could not be had; the text is shown to the user after the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError(pub String);

/// Who reads files. The library itself does no I/O; the standard library needs no loader.
pub trait Loader {
    /// Finds the file that `use "path"` names in the file called `from`.
    ///
    /// # Errors
    /// A [`LoadError`] in words for the user when the file cannot be had.
    fn load(&self, path: &str, from: &str) -> Result<Loaded, LoadError>;
}

/// A loader for sources that use no files.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _path: &str, _from: &str) -> Result<Loaded, LoadError> {
        Err(LoadError("files cannot be used here".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_long_line_are_those_of_its_characters() {
        let text = format!("x\n{}\nü", "aü€😀".repeat(STRIDE));
        let mut sources = SourceMap::default();
        let id = sources.add("a", &text);
        let file = sources.get(id).unwrap();
        let (mut line, mut column) = (1, 1);
        for (offset, character) in text.char_indices() {
            let at = file.line_column(u32::try_from(offset).unwrap());
            assert_eq!(at, LineColumn { line, column }, "octet {offset}");
            (line, column) = if character == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        let end = u32::try_from(text.len()).unwrap();
        assert_eq!(file.line_column(end), LineColumn { line: 3, column: 2 });
        assert_eq!(file.line_column(u32::MAX), LineColumn { line: 3, column: 2 });
    }

    #[test]
    fn an_empty_file_has_a_first_place() {
        let mut sources = SourceMap::default();
        let id = sources.add("a", "");
        let at = sources.get(id).unwrap().line_column(0);
        assert_eq!(at, LineColumn { line: 1, column: 1 });
    }
}
