"""Pages of blocks to one canonical text with sections, pages, words and a title.

Two passes, so that memory is bounded by pages: the first spools each page to disk and learns what
repeats (running heads, the vocabulary, the body type); the second writes the text from the spool.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from domain.types import PageInfo, Section, Uncitable
from ingest.store.page_spool import PageSpool, slices_of
from ingest.text.aside import aside_key, aside_paragraphs, said_once
from ingest.text.assembled import AssembledDocument, WordSpool
from ingest.text.canonical_text import CanonicalText
from ingest.text.fidelity_check import FidelityCheck
from ingest.text.flow import Paragraph, paragraphs_of
from ingest.text.headings.body_style import BodyStyle
from ingest.text.headings.contents_pages import ContentsPages
from ingest.text.headings.headings import HeadingFinder
from ingest.text.headings.section_headings import ReadParagraph, read_headings
from ingest.text.headings.titles import title_of
from ingest.text.hyphenation import Vocabulary, join_broken_words
from ingest.text.instructions.marking import find_instructions
from ingest.text.paragraphs import merged, split, unfinished_last
from ingest.text.parsed import Finding, ParsedPage, SourceFacts
from ingest.text.running_heads import RunningHeads
from ingest.text.sections import SectionTree
from ingest.text.units import UnitBuilder

_TITLE_PAGES = 3  # a cover, a blank back, a title page
PARSER = f"unstructured {version('unstructured')}"
_CONTENTS_REASON = "table of contents"


@dataclass
class _Learnt:
    heads: RunningHeads = field(default_factory=RunningHeads)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    style: BodyStyle = field(default_factory=BodyStyle)
    findings: list[Finding] = field(default_factory=list)
    aside: Counter[str] = field(default_factory=Counter)


def assemble(
    pages: Iterable[ParsedPage], facts: SourceFacts, file_name: str, spool_dir: Path
) -> AssembledDocument:
    """The document of a stream of pages.

    Args:
        pages: in page order; consumed once, and not more than one is held at a time.
        facts: the file's metadata title, outline and findings.
        file_name: for the title, where the document itself gives none.
        spool_dir: an existing folder for this document alone; the words are read back from it,
            so it has to stay for as long as the result is used.
    """
    spool = PageSpool(spool_dir)
    learnt = _Learnt(findings=list(facts.findings))
    for page in pages:
        for part in slices_of(page):
            _learn(part, learnt)
            spool.put(part)
    first = [learnt.heads.without(page, paragraphs_of(page)) for page in spool.first(_TITLE_PAGES)]
    title = title_of(first, facts, file_name, body_size=learnt.style.font_size)
    finder = HeadingFinder(learnt.style, facts.outline)
    check = FidelityCheck(spool_dir)
    paragraphs = _whole_paragraphs(spool, learnt, check)
    words = WordSpool(spool_dir)
    canonical = CanonicalText(words)
    units = UnitBuilder()
    sections, contents = _write(
        read_headings(paragraphs, finder, ContentsPages(), title), canonical, units
    )
    text = canonical.text()
    page_infos, lost = check.judged(text, canonical.page_infos(spool.frames()), facts)
    instructions, told = find_instructions(text, page_infos)
    return AssembledDocument(
        title=title,
        text=text,
        pages=_labelled(page_infos, facts),
        sections=sections,
        units=units.finish(),
        uncitable=tuple(sorted((*contents, *instructions), key=lambda span: span.start)),
        findings=(*said_once(learnt.findings), *lost, *told),
        parser=PARSER,
        spool=words,
    )


def _labelled(pages: tuple[PageInfo, ...], facts: SourceFacts) -> tuple[PageInfo, ...]:
    labels = dict(facts.page_labels)
    return tuple(
        page.model_copy(update={"label": labels[page.number]}) if page.number in labels else page
        for page in pages
    )


def _learn(page: ParsedPage, learnt: _Learnt) -> None:
    paragraphs = paragraphs_of(page)
    learnt.heads.see(page, paragraphs)
    learnt.style.see(paragraphs)
    for paragraph in paragraphs:
        learnt.vocabulary.see(paragraph.tokens)
    learnt.findings.extend(page.findings)
    learnt.aside.update({aside_key(block) for block in page.aside})


def _whole_paragraphs(
    spool: PageSpool, learnt: _Learnt, check: FidelityCheck
) -> Iterator[Paragraph]:
    """Every paragraph of the document without running heads, merged, its words joined."""
    for paragraph in merged(_page_paragraphs(spool, learnt, check)):
        yield replace(paragraph, tokens=join_broken_words(paragraph.tokens, learnt.vocabulary))


def _page_paragraphs(
    spool: PageSpool, learnt: _Learnt, check: FidelityCheck
) -> Iterator[Paragraph]:
    for page in spool.read(remove=True):
        paragraphs = paragraphs_of(page)
        kept = learnt.heads.without(page, paragraphs)
        check.note(page, paragraphs, kept)
        yield from unfinished_last([part for paragraph in kept for part in split(paragraph)])
        yield from aside_paragraphs(page, learnt.aside)


def _write(
    readings: Iterable[ReadParagraph], canonical: CanonicalText, units: UnitBuilder
) -> tuple[tuple[Section, ...], list[Uncitable]]:
    """Writes every paragraph and tells ``units`` of each; contents entries count as headings.

    Returns the sections and the spans of the table of contents.
    """
    tree = SectionTree()
    contents: list[Uncitable] = []
    before = ""
    in_contents = False
    for read in readings:
        opens = not read.in_contents and tree.takes(read.reading, before)
        start, end = canonical.write(read.paragraph)
        is_heading = read.in_contents or read.reading.role == "heading"
        units.see(read.paragraph, (start, end), is_heading=is_heading, is_section=opens)
        if read.in_contents:
            contents.append(Uncitable(start=start, end=end, reason=_CONTENTS_REASON))
        if read.in_contents and not in_contents:
            tree.open_contents(start)
        elif opens:
            tree.open(start, read.paragraph, read.reading)
        elif in_contents and not read.in_contents:
            tree.close_contents(start)
        in_contents = read.in_contents
        before = read.paragraph.text
    return tree.finish(canonical.length), contents
