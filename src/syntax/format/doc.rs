//! What a formatted text is made of, and how it is laid out: a tree of text, spaces and places where
//! a line may end, printed so that no line is longer than [`WIDTH`] where that can be avoided.

use super::comments::Comment;

/// Columns of a line, in characters.
pub(super) const WIDTH: usize = 100;

/// One step of indentation.
const STEP: usize = 4;

/// A piece of layout.
#[derive(Debug, Clone)]
pub(super) enum Doc<'t> {
    /// Text without line ends.
    Text(&'t str),
    /// A space, which the end of a line swallows.
    Space,
    /// So many spaces where the group around it is broken, so that columns are formed.
    Pad(usize),
    /// A space, or the end of the line when the group around it is broken.
    Line,
    /// Nothing, or the end of the line when the group around it is broken.
    Soft,
    /// The end of the line; breaks every group around it.
    Hard,
    /// The same, and an empty line when nothing opens just before.
    Blank,
    /// Text that stands only where the group around it is not broken.
    Flat(&'static str),
    /// A comment: what follows begins a line.
    Comment(Comment<'t>),
    /// One after the other.
    Many(Vec<Doc<'t>>),
    /// On one line when it fits; `None` when it cannot be on one.
    Group(Vec<Doc<'t>>, Option<Flat>),
    /// Lines in here are indented by one step more.
    Nest(Vec<Doc<'t>>),
    /// Lines in here begin in the column in which it begins, or some columns after it.
    Align(usize, Vec<Doc<'t>>),
    /// As many on each line as fit.
    Fill(Vec<Doc<'t>>),
}

impl<'t> Doc<'t> {
    /// Parts that stand on one line together, or are broken together.
    pub fn group(parts: Vec<Doc<'t>>) -> Doc<'t> {
        let flat = flat(&parts);
        Doc::Group(parts, flat)
    }

    /// The width on one line; `None` when it cannot be on one.
    pub fn width(&self) -> Option<usize> {
        self.flat().map(|flat| flat.width)
    }

    fn flat(&self) -> Option<Flat> {
        match self {
            Doc::Text(text) => Some(Flat::of(text.chars().count())),
            Doc::Flat(text) => Some(Flat::of(text.len())),
            Doc::Space | Doc::Line => Some(Flat::of(1)),
            Doc::Pad(_) | Doc::Soft => Some(Flat::of(0)),
            Doc::Hard | Doc::Blank => None,
            Doc::Comment(comment) => {
                Some(Flat { width: 0, comment_first: comment.own_line, comment_last: true })
            }
            Doc::Group(_, flat) => *flat,
            Doc::Many(parts) | Doc::Nest(parts) | Doc::Align(_, parts) => flat(parts),
            Doc::Fill(parts) => {
                let widths = flat(parts)?;
                Some(Flat { width: widths.width + parts.len().saturating_sub(1), ..widths })
            }
        }
    }
}

/// What parts would be on one line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flat {
    width: usize,
    /// Whether it begins with a comment, which needs a line of its own.
    comment_first: bool,
    /// Whether it ends in a comment, behind which nothing can stand.
    comment_last: bool,
}

impl Flat {
    fn of(width: usize) -> Flat {
        Flat { width, ..Flat::default() }
    }

    /// Both on one line; a comment may only be before or after all of it.
    fn then(self, next: Flat) -> Option<Flat> {
        let inside = self.width > 0 && (next.comment_first || self.comment_last && next.width > 0);
        (!inside).then_some(Flat {
            width: self.width + next.width,
            comment_first: self.comment_first || self.width == 0 && next.comment_first,
            comment_last: next.comment_last || self.comment_last && next.width == 0,
        })
    }
}

/// Parts on one line.
fn flat(parts: &[Doc<'_>]) -> Option<Flat> {
    parts.iter().try_fold(Flat::default(), |all, part| all.then(part.flat()?))
}

/// Lays a document out.
#[derive(Debug, Default)]
pub(super) struct Printer {
    out: String,
    column: usize,
    /// Spaces that are due before the next text.
    spaces: usize,
    /// Whether the line ends before the next text.
    ended: bool,
    /// The column of the next text, when it begins what the lines after it hang from.
    hangs_from: Option<usize>,
}

/// What holds for a part of a document.
#[derive(Debug, Clone, Copy)]
struct Mode {
    indent: usize,
    broken: bool,
    /// Columns that the text behind it takes on the same line.
    behind: usize,
}

impl Printer {
    /// Adds a document at the beginning of a line.
    pub fn print(&mut self, doc: &Doc<'_>) {
        self.one(doc, Mode { indent: 0, broken: true, behind: 0 });
    }

    /// Adds text as it is, whatever its lines.
    pub fn verbatim(&mut self, text: &str) {
        self.start(0);
        self.out.push_str(text);
        self.column = text.rsplit('\n').next().unwrap_or_default().chars().count();
    }

    /// Ends the line, if there is anything on it.
    pub fn end_line(&mut self) {
        self.ended = true;
    }

    /// Ends the line and leaves one empty, unless something opens just before.
    pub fn blank(&mut self) {
        self.flush();
        let before = self.out.trim_end_matches('\n');
        let opens = before.is_empty() || before.ends_with(['{', '[', '(']);
        if !opens && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// All of it; every line has an end.
    pub fn finish(mut self) -> String {
        self.ended = true;
        self.flush();
        self.out
    }

    fn all(&mut self, parts: &[Doc<'_>], mode: Mode) {
        let behinds = behinds(parts, mode.behind);
        for (part, behind) in parts.iter().zip(behinds) {
            self.one(part, Mode { behind, ..mode });
        }
    }

    fn one(&mut self, doc: &Doc<'_>, mode: Mode) {
        match doc {
            Doc::Text("") => {}
            Doc::Text(text) => self.text(text, mode.indent),
            Doc::Flat(text) if !mode.broken => self.text(text, mode.indent),
            Doc::Flat(_) => {}
            Doc::Space => self.spaces += 1,
            Doc::Pad(width) if mode.broken => self.spaces += width,
            Doc::Pad(_) => {}
            Doc::Line if mode.broken => self.end_line(),
            Doc::Line => self.spaces += 1,
            Doc::Soft if mode.broken => self.end_line(),
            Doc::Soft => {}
            Doc::Hard => self.end_line(),
            Doc::Blank => self.blank(),
            Doc::Comment(comment) => self.comment(comment, mode.indent),
            Doc::Many(parts) => self.all(parts, mode),
            Doc::Group(parts, flat) => {
                let fits = |flat: &Flat| self.fits(flat.width + mode.behind, mode.indent);
                let broken = !flat.as_ref().is_some_and(fits);
                self.all(parts, Mode { broken, ..mode });
            }
            Doc::Nest(parts) => self.all(parts, Mode { indent: mode.indent + STEP, ..mode }),
            Doc::Align(by, parts) => {
                let indent = self.at(mode.indent);
                if self.ended || self.column == 0 {
                    self.hangs_from = Some(indent);
                }
                self.all(parts, Mode { indent: indent + by, ..mode });
            }
            Doc::Fill(parts) => self.fill(parts, mode),
        }
    }

    fn fill(&mut self, parts: &[Doc<'_>], mode: Mode) {
        for (index, part) in parts.iter().enumerate() {
            let last = index + 1 == parts.len();
            let behind = if last { mode.behind } else { 0 };
            if index > 0 {
                let fits = |width| self.fits(1 + width + behind, mode.indent);
                if !mode.broken || part.width().is_some_and(fits) {
                    self.spaces += 1;
                } else {
                    self.end_line();
                }
            }
            self.one(part, Mode { behind, ..mode });
        }
    }

    /// The column in which the next text will begin.
    fn at(&self, indent: usize) -> usize {
        if self.ended || self.column == 0 { indent } else { self.column + self.spaces }
    }

    fn fits(&self, width: usize, indent: usize) -> bool {
        self.at(indent) + width <= WIDTH
    }

    fn text(&mut self, text: &str, indent: usize) {
        self.start(indent);
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn comment(&mut self, comment: &Comment<'_>, indent: usize) {
        if comment.own_line {
            self.end_line();
            if comment.blank_before {
                self.blank();
            }
        } else {
            self.spaces = 1;
        }
        self.text(comment.text, indent);
        self.end_line();
    }

    /// Ends the line if it is to be ended, and goes to the column where text may begin.
    fn start(&mut self, indent: usize) {
        self.flush();
        let hangs_from = self.hangs_from.take();
        let spaces = if self.column == 0 { hangs_from.unwrap_or(indent) } else { self.spaces };
        self.out.extend(std::iter::repeat_n(' ', spaces));
        self.column += spaces;
        self.spaces = 0;
    }

    fn flush(&mut self) {
        if self.ended && self.column > 0 {
            self.out.push('\n');
            self.column = 0;
        }
        if self.ended {
            self.spaces = 0;
        }
        self.ended = false;
    }
}

/// For each part, the columns that the text behind it takes up to where a line may end.
fn behinds(parts: &[Doc<'_>], rest: usize) -> Vec<usize> {
    let mut behind = rest;
    let mut behinds: Vec<usize> = Vec::with_capacity(parts.len());
    for part in parts.iter().rev() {
        behinds.push(behind);
        let (width, breaks) = first_break(part);
        behind = if breaks { width } else { width + behind };
    }
    behinds.reverse();
    behinds
}

/// The width of a part up to the first place where its line may end, and whether there is one.
fn first_break(doc: &Doc<'_>) -> (usize, bool) {
    match doc {
        Doc::Line | Doc::Soft | Doc::Hard | Doc::Blank | Doc::Comment(_) => (0, true),
        Doc::Many(parts) | Doc::Nest(parts) | Doc::Align(_, parts) | Doc::Group(parts, _) => {
            let mut width = 0;
            for part in parts {
                let (before, breaks) = first_break(part);
                width += before;
                if breaks {
                    return (width, true);
                }
            }
            (width, false)
        }
        Doc::Fill(parts) => parts.first().map_or((0, false), |first| (first_break(first).0, true)),
        Doc::Flat(_) => (0, false),
        text => (text.width().unwrap_or(0), false),
    }
}
