"""The public shelves: pages, topics, similar pages, sources, More Info and its citations."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consilia.accounts.languages import bcp47
from consilia.accounts.models import Department, in_reader_language, lines_in_reader_language
from consilia.accounts.scope import Scope, hospital_names
from consilia.library.formatting import plain
from consilia.library.language_model import Failure

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Urgency(models.TextChoices):
    """How soon a person should be seen; the order is from most to least urgent."""

    EMERGENCY = "emergency", _("Go now")
    URGENT = "urgent", _("Be seen today")
    SOON = "soon", _("See a doctor within two weeks")
    ROUTINE = "routine", _("Look after it yourself, ask a pharmacist or your family doctor")


class TopicQuerySet(models.QuerySet["Topic"]):
    """Related FAQ topics; a stranger is shown only those that are public()."""

    def active(self) -> TopicQuerySet:
        """Not switched off."""
        return self.filter(is_active=True)

    def within(self, scope: Scope) -> TopicQuerySet:
        """Those that somebody so limited may change. A topic holds for every hospital."""
        if not scope.is_limited:
            return self
        return self.none() if scope.hospitals else self.filter(department__in=scope.departments)

    def public(self) -> TopicQuerySet:
        """With a published page, or with guidance: a name that a withdrawn page left behind tells about its asker."""
        on_shelf = Page.objects.published().filter(topics=OuterRef("pk"))
        return self.active().filter(Exists(on_shelf) | ~Q(guidance={}))

    def described(self) -> TopicQuerySet:
        """That somebody thought about, and so may be read into pages: not a bare name from an archive."""
        return self.active().exclude(origin=Origin.ARCHIVE, guidance={}, synonyms={})

    def bare(self) -> TopicQuerySet:
        """Names that archives gave and nobody described."""
        return self.filter(origin=Origin.ARCHIVE, guidance={}, synonyms={})

    def abandoned(self) -> TopicQuerySet:
        """Bare and named by no page; what is derived from its name does not keep it."""
        naming = Filing.objects.filter(topic=OuterRef("pk"), is_derived=False)
        return self.bare().filter(~Exists(naming))

    def most_used(self) -> TopicQuerySet:
        """With their departments; those of most pages first."""
        return self.select_related("department").annotate(used=Count("filings")).order_by("-used", "slug")

    def for_reading(self) -> TopicQuerySet:
        """With their departments, in a steady order."""
        return self.select_related("department").order_by("department__name", "slug")


class Origin(models.TextChoices):
    """Where a topic comes from."""

    CATALOGUE = "catalogue", _("shipped with the software")
    ARCHIVE = "archive", _("named by an archive or with a page")
    EDITOR = "editor", _("added by an editor")


class Topic(models.Model):
    """A Related FAQ topic of a department, with its care card.

    `names` and `guidance` by BCP 47 tag; `synonyms`, `call_ambulance` and `same_day` lists by tag; `guidelines` a list
    of body, title and year. `shipped_digest` is that of what the catalogue wrote last: where the row says something
    else, somebody here changed it, and it stays as it is.
    """

    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="topics")
    names = models.JSONField(default=dict)
    synonyms = models.JSONField(default=dict, blank=True)
    guidance = models.JSONField(default=dict, blank=True)
    guidelines = models.JSONField(default=list, blank=True)
    call_ambulance = models.JSONField(default=dict, blank=True)
    same_day = models.JSONField(default=dict, blank=True)
    reviewed_by_name = models.CharField(max_length=200, blank=True)
    reviewed_on = models.DateField(null=True)
    related = models.ManyToManyField("self", blank=True)
    in_children = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="in_adults")
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.ARCHIVE)
    shipped_digest = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)

    if TYPE_CHECKING:
        filings: RelatedManager[Filing]

    objects = TopicQuerySet.as_manager()

    def __str__(self) -> str:
        return in_reader_language(self.names, next(iter(self.names.values()), self.slug))

    def get_absolute_url(self) -> str:
        """Where a reader finds the topic."""
        return reverse("library:topic", args=[self.slug])

    @property
    def guidance_here(self) -> str:
        """The guidance text in the reader's language, or nothing."""
        return in_reader_language(self.guidance, "")

    @property
    def call_ambulance_here(self) -> list[str]:
        """Signs for which the ambulance is called, in the reader's language."""
        return lines_in_reader_language(self.call_ambulance)

    @property
    def same_day_here(self) -> list[str]:
        """Signs for which one is seen the same day, in the reader's language."""
        return lines_in_reader_language(self.same_day)


class PageQuerySet(models.QuerySet["Page"]):
    """Pages; a stranger is shown only published() ones."""

    def published(self) -> PageQuerySet:
        """On the shelf: not withdrawn, and not a copy of another page."""
        return self.filter(withdrawn_at__isnull=True, duplicate_of__isnull=True)

    def within(self, scope: Scope) -> PageQuerySet:
        """Those that somebody so limited has to do with: by department, and by the hospital of a reply."""
        pages = self.none() if scope.is_nothing else self
        if scope.departments:
            pages = pages.filter(department__in=scope.departments)
        if scope.hospitals:
            theirs = PageReply.objects.filter(page=OuterRef("pk"), hospital_name__in=hospital_names(scope))
            pages = pages.filter(Exists(theirs))
        return pages

    def waiting_for_index(self) -> PageQuerySet:
        """Whose newest revision the index has not seen; withdrawn ones included, so that they leave it."""
        return self.exclude(indexed_revision=F("revision")).order_by("pk")

    def waiting_for_topics(self) -> PageQuerySet:
        """On the shelf, and never compared with the newest topics."""
        newest = Topic.objects.order_by("-pk").values("pk")[:1]
        return self.published().filter(compared_to_topic__lt=newest).order_by("compared_to_topic", "pk")

    def for_listing(self) -> PageQuerySet:
        """With what a list shows, newest first."""
        return self.select_related("department").prefetch_related("replies").order_by("-published_at", "-pk")

    def for_reading(self) -> PageQuerySet:
        """With everything that each page shows but the replies, in a fixed number of queries."""
        translated = Page.objects.published().filter(translation_of=OuterRef("pk"))
        return (
            self.annotate(is_translated=Exists(translated))
            .select_related("department", "duplicate_of", "more_info__rewording", "translation_of")
            .prefetch_related(
                models.Prefetch("topics", queryset=Topic.objects.active().for_reading()),
                models.Prefetch("similar_rows", queryset=SimilarPage.objects.for_reading()),
                models.Prefetch("more_info__sentences", queryset=Sentence.objects.for_reading()),
            )
        )


class Page(models.Model):
    """A published copy of an exchange; its number (the primary key) is stable. It holds no key back to a question."""

    language = models.CharField(max_length=16)
    slug = models.SlugField(max_length=120, allow_unicode=True)
    title = models.CharField(max_length=300)
    heading = models.CharField(max_length=300, blank=True)
    question = models.TextField(blank=True)
    asker_alias = models.CharField(max_length=32, blank=True)
    asker_sex = models.CharField(max_length=8, blank=True)
    asker_age_band = models.CharField(max_length=8, blank=True)
    asked_on = models.CharField(max_length=10, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="pages")
    urgency = models.CharField(max_length=16, blank=True, choices=Urgency.choices)
    care_now = models.JSONField(default=list, blank=True)
    urgent_signs = models.JSONField(default=list, blank=True)
    topics = models.ManyToManyField(Topic, through="Filing", related_name="pages", blank=True)
    # As the archive or the editor gave them: what an export tells, however they were merged with other topics here.
    named_topics = models.JSONField(default=list, blank=True)
    # The newest topic there was when the page's words were last compared with those of topics.
    compared_to_topic = models.PositiveBigIntegerField(default=0)

    # Random, of pages that were published here; older ones have none.
    token = models.CharField(max_length=16, blank=True, default="", db_default="")
    external_id = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - NULL for pages asked here
    source_name = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=1000, blank=True)
    source_licence = models.CharField(max_length=300, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    is_excerpt = models.BooleanField(default=False)
    duplicate_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="copies")
    # The page whose words these are in another language, its revision when they were translated, and who did it.
    translation_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="translations")
    translated_revision = models.PositiveIntegerField(default=0)
    translated_by = models.CharField(max_length=200, blank=True)

    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    reviewed_on = models.DateField(null=True)
    next_review_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)
    indexed_revision = models.PositiveIntegerField(default=0)
    similar_stale = models.BooleanField(default=True)
    more_info_stale = models.BooleanField(default=True)

    if TYPE_CHECKING:
        replies: RelatedManager[PageReply]
        translations: RelatedManager[Page]
        reply_changes: RelatedManager[ReplyChange]
        filings: RelatedManager[Filing]
        proposed_filings: RelatedManager[ProposedFiling]
        similar_rows: RelatedManager[SimilarPage]
        more_info: MoreInfo

    objects = PageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_page_is_no_copy_of_itself", condition=~Q(duplicate_of=F("pk"))),
            models.CheckConstraint(name="a_page_is_no_translation_of_itself", condition=~Q(translation_of=F("pk"))),
            models.UniqueConstraint(
                name="one_translation_a_language",
                fields=["translation_of", "language"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_withdrawn_page_holds_no_text",
                condition=Q(withdrawn_at__isnull=True) | Q(question="", title=""),
            ),
        ]
        indexes = [
            models.Index(fields=["department", "-published_at"]),
            models.Index(fields=["language", "-published_at"]),
            models.Index(fields=["-published_at"]),
            models.Index(name="page_to_compare", fields=["compared_to_topic", "id"]),
            models.Index(name="page_to_index", fields=["id"], condition=~Q(indexed_revision=F("revision"))),
            models.Index(name="similar_to_refresh", fields=["id"], condition=Q(similar_stale=True)),
            models.Index(name="more_info_to_refresh", fields=["id"], condition=Q(more_info_stale=True)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page's address: /<language>/pages/<number>/<slug>.

        The language is the page's own, or the service's where there is no interface in the page's.
        """
        served = self.language.lower() in dict(settings.LANGUAGES)
        tag = self.language if served else bcp47(settings.LANGUAGE_CODE)
        return f"/{tag}/pages/{self.pk}/{self.slug}"

    @property
    def record_id(self) -> str:
        """The id of the page's exchange record: its archive's, or one made here that no other service makes.

        Other services have pages of the same number, but not with the same token. It stays when the page's words go.
        """
        return self.external_id or f"page-{self.pk}-{self.token or self._moment}"

    @property
    def _moment(self) -> str:
        """In place of a token: ids that have once been exported stay, though they tell when the page was published."""
        return f"{(self.published_at - EPOCH) // timedelta(microseconds=1):x}"

    @property
    def is_withdrawn(self) -> bool:
        """Taken down: the address answers 410 Gone."""
        return self.withdrawn_at is not None

    @property
    def standing_replies(self) -> list[PageReply]:
        """Replies that were not retracted, in their order. The replies must be prefetched."""
        return [reply for reply in self.replies.all() if not reply.retracted_on]

    @property
    def is_older_than_its_original(self) -> bool:
        """The page that this one translates has changed since."""
        return self.translation_of is not None and self.translation_of.revision != self.translated_revision


class KeptPage(models.Model):
    """A page as it is sent to strangers, ready-made by the worker: compressed, and what it was made from.

    It is sent only while `made_from` is still what the page would be made from, and is made anew otherwise.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="kept")
    address = models.CharField(max_length=200)
    made_from = models.CharField(max_length=64)
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.address


class Filing(models.Model):
    """A page under a topic: named by its archive or editor, or derived from the words of the page.

    `confidence` is how sure the derivation is, 0 to 1; what was named, or confirmed by an editor, is 1.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="filings")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="filings")
    is_derived = models.BooleanField(default=False)
    is_confirmed = models.BooleanField(default=False)
    confidence = models.FloatField(default=1.0)

    class Meta:
        db_table = "library_page_topics"
        unique_together = [("page", "topic")]

    def __str__(self) -> str:
        return f"{self.page_id} under {self.topic_id}"

    @property
    def is_settled(self) -> bool:
        """Named, or confirmed by an editor: no reading of the page's words takes it away."""
        return self.is_confirmed or not self.is_derived


class ProposedFilingQuerySet(models.QuerySet["ProposedFiling"]):
    """Filings that are not sure enough."""

    def waiting(self) -> ProposedFilingQuerySet:
        """For an editor, the surest first."""
        shown = self.filter(dismissed_at=None, page__withdrawn_at=None, page__duplicate_of=None, topic__is_active=True)
        return shown.select_related("page", "topic", "topic__department").order_by("-confidence", "pk")

    def dismissed(self) -> ProposedFilingQuerySet:
        """An editor said that the page is not about the topic."""
        return self.filter(dismissed_at__isnull=False)


class ProposedFiling(models.Model):
    """A page that may be about a topic, for the editor; once dismissed it is neither proposed nor derived again."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="proposed_filings")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="proposed_filings")
    confidence = models.FloatField()
    dismissed_at = models.DateTimeField(null=True)

    objects = ProposedFilingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="proposed_once", fields=["page", "topic"])]
        indexes = [models.Index(name="proposed_filing_waiting", fields=["-confidence"], condition=Q(dismissed_at=None))]

    def __str__(self) -> str:
        return f"{self.page_id} perhaps under {self.topic_id}"


class TopicSuggestionQuerySet(models.QuerySet["TopicSuggestion"]):
    """Suggestions of new topics."""

    def waiting(self) -> TopicSuggestionQuerySet:
        """Neither accepted nor dismissed; those of most questions first."""
        return self.filter(dismissed_at=None, topic=None).order_by("-size", "language", "words")


class TopicSuggestion(models.Model):
    """Words that many questions under no topic share; `also` are other words of the same questions."""

    language = models.CharField(max_length=16)
    words = models.CharField(max_length=200)
    also = models.JSONField(default=list)
    size = models.PositiveIntegerField()
    pages = models.ManyToManyField(Page, related_name="topic_suggestions")
    made_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="suggestions")

    objects = TopicSuggestionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="suggested_once", fields=["language", "words"])]

    def __str__(self) -> str:
        return self.words


class TopicSurvey(models.Model):
    """When the shelf was last read for suggestions, and what stood on it then; one row."""

    made_at = models.DateTimeField(null=True)
    shelf = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.made_at}: {self.shelf}"


MACHINE_DRAFT = "machine_draft"
"""Key of a reply's record: true where a language model wrote a draft for it."""


class PageReplyQuerySet(models.QuerySet["PageReply"]):
    """Replies on pages."""

    def signed_by(self, slug: str) -> PageReplyQuerySet:
        """Of one doctor, on published pages and not retracted; the newest first."""
        standing = self.filter(clinician_slug=slug, retracted_on__isnull=True)
        return standing.filter(page__in=Page.objects.published()).order_by("-pk")


class PageReply(models.Model):
    """A reply as published: names, department and hospital as they were when it was written."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="replies")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    clinician_name = models.CharField(max_length=200, blank=True)
    clinician_name_original = models.CharField(max_length=200, blank=True)
    clinician_slug = models.SlugField(max_length=200, blank=True, allow_unicode=True, db_index=True)
    department_name = models.CharField(max_length=100, blank=True)
    hospital_name = models.CharField(max_length=200, blank=True)
    replied_on = models.CharField(max_length=10, blank=True)
    licence_verified = models.BooleanField(default=False)
    extra = models.JSONField(default=dict, blank=True)
    corrected_on = models.DateField(null=True)
    retracted_on = models.DateField(null=True)

    objects = PageReplyQuerySet.as_manager()

    class Meta:
        ordering = ["page_id", "position"]
        constraints = [
            models.UniqueConstraint(name="one_reply_a_position", fields=["page", "position"]),
            models.CheckConstraint(
                name="a_retracted_reply_holds_no_text", condition=Q(retracted_on__isnull=True) | Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clinician_name} on page {self.page_id}"

    @property
    def words(self) -> str:
        """What it says, without the marks that it is set with: for machines, and where it is cut short."""
        return plain(self.text)

    @property
    def was_drafted_by_machine(self) -> bool:
        """A language model wrote a draft for it. Kept as exchange records carry it, so that it outlives an export."""
        return self.extra.get(MACHINE_DRAFT) is True


class Change(models.TextChoices):
    """What happened to a published reply."""

    CORRECTED = "corrected", _("Corrected")
    RETRACTED = "retracted", _("Retracted")


class ReplyChange(models.Model):
    """A correction or retraction of a published reply, with the words as they were before."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="reply_changes")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Change.choices)
    reason = models.TextField()
    earlier = models.TextField()
    on = models.DateField()

    class Meta:
        ordering = ["page_id", "position", "-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="a_change_of_a_reply_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on page {self.page_id}"


class SimilarPageQuerySet(models.QuerySet["SimilarPage"]):
    """Similar Q&A rows."""

    def for_reading(self) -> SimilarPageQuerySet:
        """Best first, with what the list shows but the replies; withdrawn pages never, however stale the rows."""
        return (
            self.filter(similar__withdrawn_at__isnull=True, similar__duplicate_of__isnull=True)
            .select_related("similar", "similar__department")
            .order_by("page_id", "rank")
        )


class SimilarPage(models.Model):
    """One item of a page's Similar Q&A, computed by the worker."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="similar_rows")
    similar = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="similar_to_rows")
    rank = models.PositiveSmallIntegerField()
    score = models.FloatField()

    objects = SimilarPageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_similar_a_rank", fields=["page", "rank"]),
            models.CheckConstraint(name="never_similar_to_itself", condition=~Q(page=F("similar"))),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} ~ {self.similar_id}"


class Source(models.Model):
    """A document that may be cited; citations count code points in `text`."""

    external_id = models.CharField(max_length=200, unique=True)
    collection = models.CharField(max_length=100, db_index=True)
    publisher = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=16)
    url = models.URLField(max_length=1000, blank=True)
    licence = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    is_indexed = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(name="source_to_index", fields=["id"], condition=Q(is_indexed=False))]

    def __str__(self) -> str:
        return self.title


class MoreInfoQuerySet(models.QuerySet["MoreInfo"]):
    """More Info; the desk lists what waits for a doctor."""

    def shown(self) -> MoreInfoQuerySet:
        """Of pages on the shelf, with something to say."""
        return self.filter(abstained=False, page__withdrawn_at__isnull=True, page__duplicate_of__isnull=True)

    def to_review(self, *, on: date) -> MoreInfoQuerySet:
        """Not signed, or signed and due again; what came back first."""
        due = Q(next_review_on__lt=on) | Q(page__next_review_on__lt=on)
        return self.shown().filter(Q(reviewed_on__isnull=True) | due).order_by("-returned_because", "page_id")

    def with_left_out(self) -> MoreInfoQuerySet:
        """Of pages for which a sentence was found that is not shown, also where nothing else is."""
        left = LeftOut.objects.filter(page=OuterRef("page"))
        on_shelf = self.filter(page__withdrawn_at__isnull=True, page__duplicate_of__isnull=True)
        return on_shelf.filter(Exists(left)).order_by("page_id")

    def reviewed(self, *, on: date) -> MoreInfoQuerySet:
        """Signed, and not due again."""
        due = Q(next_review_on__lt=on) | Q(page__next_review_on__lt=on, page__next_review_on__isnull=False)
        return self.shown().filter(reviewed_on__isnull=False).exclude(due).order_by("-reviewed_on", "page_id")


class Returned(models.TextChoices):
    """Why a signature fell."""

    SOURCE = "source", _("A source that it cites has changed.")
    PAGE = "page", _("The page has changed.")
    SENTENCE = "sentence", _("A sentence was left out.")


class MoreInfo(models.Model):
    """The background digest of a page: cited sentences only, signed by a clinician or labelled as unreviewed."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="more_info")
    assembled_at = models.DateTimeField()
    assembled_for_revision = models.PositiveIntegerField()
    abstained = models.BooleanField(default=False)
    reviewed_by_name = models.CharField(max_length=200, blank=True)
    reviewed_on = models.DateField(null=True)
    next_review_on = models.DateField(null=True)
    returned_because = models.CharField(max_length=16, blank=True, default="", db_default="", choices=Returned.choices)

    if TYPE_CHECKING:
        sentences: RelatedManager[Sentence]

    objects = MoreInfoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_review_has_a_name_and_a_date",
                condition=Q(reviewed_by_name="", reviewed_on__isnull=True, next_review_on__isnull=True)
                | (~Q(reviewed_by_name="") & Q(reviewed_on__isnull=False, next_review_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"More Info of page {self.page_id}"


class RewordingQuerySet(models.QuerySet["Rewording"]):
    """Attempts to have More Info reworded."""

    def failed(self, *, since: datetime) -> RewordingQuerySet:
        """Those that got no answer lately, the last first."""
        return self.filter(asked_at__gte=since).exclude(failure="").order_by("-asked_at")


class Rewording(models.Model):
    """That a language model was asked to word one assembly more plainly, and what came of it.

    `changed` is the share of its words that differ from the quotes, 0 to 1; `prompt` the version of what it was told.
    Without a failure it has answered, though nothing of it may have stood the gate.
    """

    more_info = models.OneToOneField(MoreInfo, on_delete=models.CASCADE, related_name="rewording")
    asked_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField()
    model = models.CharField(max_length=200)
    prompt = models.CharField(max_length=32)
    failure = models.CharField(max_length=16, blank=True, choices=Failure.choices)
    changed = models.FloatField(default=0)
    reordered = models.BooleanField(default=False)

    objects = RewordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_share_changed_is_a_share", condition=Q(changed__gte=0, changed__lte=1)),
        ]

    def __str__(self) -> str:
        return f"Rewording of {self.more_info_id} by {self.model}"

    @property
    def is_shown(self) -> bool:
        """Whether readers see anything of it."""
        return self.changed > 0 or self.reordered

    @property
    def percent(self) -> int:
        """The share changed, in whole per cent; one that is there is never told as none."""
        return math.ceil(self.changed * 100)


class SentenceQuerySet(models.QuerySet["Sentence"]):
    """Sentences of More Info."""

    def for_reading(self) -> SentenceQuerySet:
        """In reading order, with citations and what they cite."""
        return self.order_by("more_info_id", "position").prefetch_related(
            models.Prefetch("citations", queryset=Citation.objects.select_related("source"))
        )


class Facet(models.TextChoices):
    """What a sentence of More Info tells about, in reading order."""

    CAUSES = "causes", _("What it may be")
    WARNING_SIGNS = "warning_signs", _("When to get help now")
    CHECKS = "checks", _("What doctors may check")
    SELF_CARE = "self_care", _("What you can do")
    TREATMENT = "treatment", _("Treatment")
    OUTLOOK = "outlook", _("What to expect")


class Sentence(models.Model):
    """One sentence of a facet of More Info."""

    more_info = models.ForeignKey(MoreInfo, on_delete=models.CASCADE, related_name="sentences")
    facet = models.CharField(max_length=16, choices=Facet.choices)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    # Where a language model reworded it: what stood there before, and the share of words that differs.
    as_quoted = models.TextField(blank=True, default="", db_default="")
    changed = models.FloatField(default=0, db_default=0)

    if TYPE_CHECKING:
        citations: RelatedManager[Citation]

    objects = SentenceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text


class Citation(models.Model):
    """The quoted words behind a sentence: a span of a source."""

    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="citations")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    # Of the source when it was cited: another one means that it was imported anew and says something else.
    source_digest = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_citation_quotes_something", condition=Q(end__gt=F("start"))),
        ]

    def __str__(self) -> str:
        return self.quote

    def get_absolute_url(self) -> str:
        """Where the quoted words can be read in place."""
        address = reverse("library:source", args=[self.source_id])
        return f"{address}?from={self.start}&to={self.end}#quote"


class LeftOut(models.Model):
    """A sentence that was found for a page and is not shown; what a person left out stays out."""

    class Reason(models.TextChoices):
        """Why: a contradiction with the doctor's reply, or somebody at the desk."""

        ADVICE = "advice", _("The reply advises the opposite.")
        SAFE = "safe", _("The reply says otherwise whether it is safe.")
        NEEDED = "needed", _("The reply says otherwise whether it is needed.")
        CONTAGIOUS = "contagious", _("The reply says otherwise whether it is contagious.")
        CURABLE = "curable", _("The reply says otherwise whether it can be cured.")
        DOSE = "dose", _("The reply names another dose.")
        URGENCY = "urgency", _("The reply says otherwise how soon to be seen.")
        PERSON = "person", _("Left out at the desk.")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="left_out")
    facet = models.CharField(max_length=16, choices=Facet.choices)
    text = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="left_out")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    left_out_at = models.DateTimeField()

    class Meta:
        ordering = ["page_id", "pk"]

    def __str__(self) -> str:
        return self.text
