"""Checks of a reply before it is sent: what each must and must not stop at, in both languages."""

import pytest

from consilia.accounts.models import User
from consilia.desk.checks import TITLES, Case, Draft, Flag, case_of, slips
from consilia.engines.deid import Finding
from consilia.questions.jurisdiction import codes, load
from tests import factories
from tests.shared_data import shared

EYELID = "My left eyelid has been twitching for two weeks. Should I worry?"
EN = Case(language="en", told=(EYELID,), relation="self", sex="female")
ZH = Case(language="zh-Hant", told=("我的左眼皮跳了兩個星期，需要看醫生嗎？",), relation="self", sex="female")


def case(told: str = "", /, **facts: object) -> Case:
    """A question of a woman for herself, in the language of `told`, in Taiwan."""
    base = EN if told.isascii() else ZH
    known = {"language": base.language, "told": (told or base.told[0],), "relation": "self", "sex": "female"}
    return Case(**{**known, "forbidden": load("tw").forbidden_acts, **facts})  # type: ignore[arg-type]


def found(check: str, text: str, told: Case, **more: str) -> list[str]:
    """The words at which one check stops."""
    return [slip.quote for slip in slips(Draft(text, **more), told) if slip.id == check]


def ids(text: str, told: Case, **more: str) -> set[str]:
    return {slip.id for slip in slips(Draft(text, **more), told)}


# --- is it for this person ---


def about(relation: str, sex: str, told: str = "It has lasted two weeks.") -> Case:
    return case(told, relation=relation, sex=sex)


@pytest.mark.parametrize(
    ("told", "text", "words"),
    [
        (about("child", "female"), "He should rest.", "He should rest."),
        (about("child", "male"), "Rest. Your daughter needs sleep.", "Your daughter needs sleep."),
        (about("parent", "female"), "Help him to sit up.", "Help him to sit up."),
        (about("partner", "male"), "It is harmless. She may go on working.", "She may go on working."),
        (about("child", "female", "咳了兩個星期。"), "請讓他多休息。", "請讓他多休息。"),
        (about("parent", "male", "咳了兩個星期。"), "可以讓她多喝水。", "可以讓她多喝水。"),
        (about("parent", "male", "咳了兩個星期。"), "您母親需要多休息。", "您母親需要多休息。"),
        (about("self", "male", "眼皮跳了兩個星期。"), "妳可以多休息。", "妳可以多休息。"),
    ],
)
def test_he_or_she_that_cannot_be_the_person(told: Case, text: str, words: str) -> None:
    assert found("pronoun", text, told) == [words]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (about("child", "female"), "She should rest. Your daughter needs sleep."),
        (about("child", ""), "He should rest."),
        (about("child", "female", "My daughter coughs, and my husband too."), "He should see somebody as well."),
        (about("child", "female"), "Ask your pediatrician; he will listen to the chest."),
        (about("child", "female"), "See a specialist. He or she will look."),
        (about("child", "male", "My son and my daughter cough."), "Your daughter may have it too."),
        (about("self", "female"), "Your husband need not worry; he cannot catch it."),
        (about("child", "female", "咳了兩個星期。"), "其他人不會被傳染，維他命沒有幫助。"),
        (about("child", "female", "咳了兩個星期。"), "請帶她看小兒科，醫師會請他的同事會診。"),
        (about("self", "female", "眼皮跳了兩個星期。"), "妳可以多休息。"),
    ],
)
def test_he_or_she_that_fits_or_is_somebody_else(told: Case, text: str) -> None:
    assert found("pronoun", text, told) == []


def test_a_wrong_greeting_is_one_of_the_slips() -> None:
    assert found("greeting", "Dear Mr. Chen, rest.", EN) == ["Dear Mr. Chen"]
    assert found("greeting", "陳先生您好：請多休息。", ZH) == ["陳先生"]
    assert found("greeting", "Dear Madam, rest.", EN) == []


# --- is everything answered ---


@pytest.mark.parametrize(
    ("told", "text", "words"),
    [
        (
            "My knee hurts. Can I go on running? And do I need an operation?",
            "A knee that hurts after sport is tired. You can run a little less.",
            ["do I need an operation?"],
        ),
        (
            "My eyelid twitches, is it harmless, and can I still drink coffee?",
            "It is harmless and passes with sleep.",
            ["can I still drink coffee?"],
        ),
        (
            "我懷孕三個月，可以打流感疫苗嗎？眼皮跳會不會是中風？",
            "眼皮跳幾乎都是疲勞，不是中風。",
            ["可以打流感疫苗嗎？"],
        ),
        ("膝蓋痛可以游泳嗎，需要開刀嗎？", "膝蓋痛時可以游泳，水的浮力會減輕負擔。", ["需要開刀嗎？"]),
    ],
)
def test_a_question_that_nothing_touches(told: str, text: str, words: list[str]) -> None:
    assert found("untouched", text, case(told)) == words


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("My eyelid twitches. Should I worry? What can I do?", "Sleep more."),
        ("I have had a sore throat for a week?", "Drink warm tea."),
        ("Can I take the pill while I breastfeed?", "Some contraceptives are safe for a nursing mother."),
        ("I feel tired. Is it my heart?", "Your heart beats as it should."),
        ("眼皮一直跳，怎麼辦？嚴重嗎？", "多休息就好。"),
        ("高血壓可以喝咖啡嗎？", "每天一杯咖啡沒有問題。"),
    ],
)
def test_a_question_that_is_touched_or_answered_by_any_advice(told: str, text: str) -> None:
    assert found("untouched", text, case(told)) == []


# --- danger ---

CHEST = case("My chest hurts and I sweat.", flags=(Flag("acs", "chest hurts"),))
CHEST_ZH = case("胸口很悶，一直冒冷汗。", flags=(Flag("acs", "胸口很悶"),))


@pytest.mark.parametrize(
    ("told", "text", "words"),
    [
        (CHEST, "It comes from the stomach. Eat less.", ["chest hurts"]),
        (CHEST, "Your chest is sore from coughing.", []),
        (CHEST, "Go to the emergency department.", []),
        (CHEST_ZH, "多休息，少喝咖啡。", ["胸口很悶"]),
        (CHEST_ZH, "這種胸口悶痛要檢查心臟。", []),
        (CHEST_ZH, "請現在就打 119。", []),
        (case(flags=(Flag("acs", ""),)), "Sleep more.", [""]),
        (case(flags=(Flag("acs", ""),)), "Call an ambulance.", []),
        (case(), "Sleep more.", []),
    ],
)
def test_a_red_flag_is_mentioned_or_the_reply_says_where_to_go_now(told: Case, text: str, words: list[str]) -> None:
    assert found("red_flag", text, told) == words


@pytest.mark.parametrize(
    ("text", "level", "stops"),
    [
        ("See an eye doctor.", "urgent", True),
        ("See an eye doctor.", "soon", False),
        ("See an eye doctor today.", "urgent", False),
        ("看一下眼科。", "emergency", True),
        ("請立刻到急診。", "emergency", False),
    ],
)
def test_who_judges_it_urgent_says_so_to_the_asker(text: str, level: str, stops: bool) -> None:
    assert bool(found("go_now", text, EN, level=level)) == stops


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("Nearly always harmless. Sleep more.", True),
        ("If you sleep more, it passes.", True),
        ("Consult a dermatologist.", True),
        ("This is no emergency. Sleep more.", True),
        ("See a doctor if it lasts longer than two weeks.", False),
        ("When it gets worse, go back to your doctor.", False),
        ("Go to the emergency department at once.", False),
        ("幾乎都沒有關係，多休息就好。", True),
        ("建議您看神經內科。", True),
        ("如果兩週後還在跳，請看神經內科。", False),
        ("症狀加重時請立刻到急診。", False),
    ],
)
def test_a_word_on_when_to_seek_help(text: str, stops: bool) -> None:
    told = EN if text.isascii() else ZH
    assert bool(found("seek_help", text, told)) == stops
    assert not found("seek_help", text, told, urgent_signs="Your face droops")


# --- what a written reply must not do ---


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("My knee hurts.", "You have gout."),
        ("My skin itches.", "This is definitely eczema."),
        ("My eyelid twitches.", "Dear Ms. Lin, you have blepharospasm."),
        ("Do I have multiple sclerosis?", "You have multiple sclerosis."),
        ("My baby has spots.", "Your child is suffering from hand foot mouth disease, which passes by itself."),
        ("我的關節很痛。", "您得的是痛風。"),
        ("皮膚很癢。", "這就是異位性皮膚炎。"),
        ("我是不是有梅毒？", "您患有梅毒。"),
    ],
)
def test_a_diagnosis_stated_as_certain(told: str, text: str) -> None:
    assert found("diagnosis", text, case(told)) == [text]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("My knee hurts.", "You may have gout."),
        ("My knee hurts.", "It could be gout, or a tear."),
        ("My knee hurts.", "If you have gout, drink less beer."),
        ("My knee hurts.", "You do not have gout."),
        ("My knee hurts.", "This is harmless and common."),
        ("I was diagnosed with gout last year.", "You have gout, and that explains the pain."),
        ("My mother has asthma.", "She has asthma, so watch the pollen."),
        ("My knee hurts.", "Have you got diabetes?"),
        ("我的關節很痛。", "可能是痛風。"),
        ("我的關節很痛。", "如果是痛風，請少喝啤酒。"),
        ("醫師說我有痛風。", "您有痛風，這就說明了疼痛。"),
        ("我的關節很痛。", "這是常見的症狀。"),
        ("黃疸是什麼？", "黃疸性肝炎就是由於病毒使肝臟發炎。"),
    ],
)
def test_what_is_open_or_was_told_is_no_diagnosis(told: str, text: str) -> None:
    assert found("diagnosis", text, case(told)) == []


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("My throat hurts.", "Take amoxicillin for a week."),
        ("My throat hurts.", "Take 500 mg of paracetamol three times a day."),
        ("I take warfarin.", "Stop taking the warfarin."),
        ("My skin itches.", "I recommend that you apply corticosteroid creams."),
        ("My nerves hurt.", "I suggest tablet duloxetine 30 mg twice daily."),
        ("喉嚨很痛。", "請服用抗生素一週。"),
        ("喉嚨很痛。", "普拿疼 500 毫克，一天三次。"),
        ("我在吃降壓藥。", "您可以停用降壓藥。"),
    ],
)
def test_a_prescription_or_a_dose(told: str, text: str) -> None:
    assert found("prescription", text, case(told)) == [text]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("My throat hurts.", "Paracetamol helps; ask your pharmacist how much to take."),
        ("My throat hurts.", "Take paracetamol as the leaflet says."),
        ("My throat hurts.", "Try a painkiller and warm tea."),
        ("My throat hurts.", "Your doctor may start an antibiotic."),
        ("I take 20 mg of omeprazole.", "You can take your 20 mg as you do now."),
        ("My sugar is high.", "Below 126 mg/dL is what one aims for; take the test again."),
        ("I take warfarin.", "Do not stop the warfarin without asking."),
        ("I take warfarin.", "If you take warfarin, ask for a blood test."),
        ("I am tired.", "Eat less than 2000 mg of sodium, and take a walk."),
        ("My face twitches.", "Some patients may benefit from muscle relaxants."),
        ("喉嚨很痛。", "可以用普拿疼，用量請問藥師。"),
        ("喉嚨很痛。", "由醫師決定要不要用抗生素。"),
        ("我在吃降壓藥。", "請不要自行停用降壓藥。"),
        ("我血糖高。", "空腹血糖以 126 mg/dL 以下為目標，請再用儀器量一次。"),
    ],
)
def test_what_prescribes_nothing(told: str, text: str) -> None:
    assert found("prescription", text, case(told)) == []


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("I hereby certify that you were ill.", True),
        ("Ask at the clinic for a sick note.", False),
        ("茲證明您因病無法上班。", True),
        ("需要診斷書時，請到門診。", False),
    ],
)
def test_a_certificate(text: str, stops: bool) -> None:
    assert bool(found("certificate", text, case())) == stops


def test_only_what_the_jurisdiction_forbids_is_a_slip_and_its_words_are_told() -> None:
    told = case("My knee hurts.", forbidden=())
    assert not {"diagnosis", "prescription"} & ids("You have gout. Take colchicine 0.5 mg twice daily.", told)
    (slip,) = [slip for slip in slips(Draft("You have gout."), case("My knee hurts.")) if slip.id == "diagnosis"]
    assert "without having examined the person" in slip.why
    assert "Article 11" in slip.why


def test_every_act_that_a_jurisdiction_forbids_has_its_check() -> None:
    assert {act.id for code in codes() for act in load(code).forbidden_acts} <= set(TITLES)


# --- wording ---


HARD = (
    "Idiopathic hemifacial hyperkinesia necessitates comprehensive neurophysiological investigation, particularly "
    "electromyography, whenever conservative interventions demonstrate insufficient therapeutic efficacy, considering "
    "the multifactorial aetiology and the heterogeneity of clinical presentations encountered in ambulatory settings."
)
HARD_ZH = (
    "眼皮跳動的原因非常多例如疲勞壓力睡眠不足咖啡因攝取過量眼睛乾澀電解質不平衡"
    "藥物副作用以及少數神經系統的疾病所以我們在門診的時候通常會先詢問您的生活作息"
)


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        (HARD, True),
        ("Idiopathic hemifacial hyperkinesia.", False),
        ("An eyelid that twitches is nearly always harmless. " * 6, False),
        (HARD_ZH, True),
        ("眼皮跳多半是因為太累。請早點睡，少喝咖啡。" * 4, False),
    ],
)
def test_what_is_hard_to_read(text: str, stops: bool) -> None:
    assert bool(found("hard_to_read", text, EN if text.isascii() else ZH)) == stops


SIGNED = case("My name is Jane Roe. My eyelid twitches.", signed=("Dr Ann Lee", "李安"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask Dr. Kenneth Moore for a second look.", ["Kenneth Moore"]),
        ("Write to jane.roe@example.org about it.", ["jane.roe@example.org"]),
        ("It is harmless. My patient Robert Miller had the same.", ["Robert Miller"]),
        ("這沒有關係，王小明先生也是這樣。", ["王小明"]),
        ("可以打我的手機 0912-345-678。", ["0912-345-678"]),
        ("Dear Jane Roe, it is harmless. Dr Ann Lee", []),
        ("It is harmless. Ann Lee", []),
        ("Call Samaritans on 116 123, or 1925.", []),
        ("Go to National Taiwan University Hospital.", []),
        ("可以打 1925 安心專線，或到臺大醫院。李安醫師", []),
    ],
)
def test_what_may_identify_somebody(text: str, words: list[str]) -> None:
    assert found("identifier", text, SIGNED) == words


def test_a_masking_engine_that_fails_holds_no_reply_up() -> None:
    def broken(text: str) -> tuple[Finding, ...]:
        raise OSError("no model")

    assert found("identifier", "Ask Dr. Kenneth Moore.", case(find=broken)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Buy the cream from our shop.",
        "There is a 20% discount this week.",
        "Add me on LINE for more.",
        "Please visit my clinic in town.",
        "It is sold at https://shopee.tw/cream-i.1.2 for little.",
        "See https://example.com/shop/cream?ref=dr for it.",
        "請加我的LINE好友。",
        "歡迎到我的診所做雷射。",
        "現在有優惠。",
    ],
)
def test_a_sales_line(text: str) -> None:
    assert found("sales", text, case())


@pytest.mark.parametrize(
    "text",
    [
        "Buy a thermometer at a pharmacy.",
        "Visit a clinic near you.",
        "Read https://www.nhs.uk/conditions/blepharitis/ for more.",
        "Stand in line at the pharmacy.",
        "可以到藥局買生理食鹽水。",
        "請到您家附近的診所或眼科門診。",
    ],
)
def test_what_sells_nothing(text: str) -> None:
    assert found("sales", text, case()) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello Mr.\nLin: rest.", ["Mr.\nLin"]),
        ("Rest. Yours, Dr.", ["Dr."]),
        ("Hello Ms. Lin: rest. Dr. Lee", []),
    ],
)
def test_a_title_that_ends_the_sentence(text: str, words: list[str]) -> None:
    assert found("broken_title", text, EN) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dear [name], take {{drug}} for ____ days.", ["[name]", "{{drug}}", "____"]),
        ("Ask for Dr XXX, or <insert department>.", ["XXX", "<insert department>"]),
        ("○○○您好：請看【科別】。", ["○○○", "【科別】"]),
        ("［姓名］您好：請多休息。", ["［姓名］"]),
        ("Rest [1, 2]. Read [this page](https://www.nhs.uk/). 47,XXX is a set of chromosomes.", []),
        ("請看【注意】：多休息。", []),
    ],
)
def test_a_gap_that_was_not_filled_in(text: str, words: list[str]) -> None:
    assert found("placeholder", text, EN) == words


# --- all together ---


def test_a_good_reply_has_no_slip() -> None:
    text = "An eyelid that twitches is nearly always harmless. See a doctor if it lasts longer than a month."
    assert slips(Draft(text), case(EN.told[0])) == []
    text = "眼皮跳多半是因為太累，請早點睡、少喝咖啡。如果超過一個月還在跳，請看神經內科。"
    assert slips(Draft(text), case(ZH.told[0])) == []


def test_every_slip_says_what_why_and_how_to_mend_it() -> None:
    told = case("Can I swim with gout?", flags=(Flag("acs", "chest hurts"),))
    text = "Hello Mr.\nLin: You have a hernia. Take amoxicillin. Add me on LINE. [date] Ask Robert Miller. " + HARD
    all_found = slips(Draft(text, level="urgent"), told)
    assert {slip.id for slip in all_found} == set(TITLES) - {"certificate", "pronoun"}
    assert all(slip.title and slip.why and slip.mend for slip in all_found)


@pytest.mark.django_db
def test_the_newest_verdict_decides_which_flags_count(dr_bob: User) -> None:
    question = factories.question(department=dr_bob.department)
    record = {"question": question, "red_flags": [{"id": "acs", "quote": "chest hurts"}], "at": factories.NOW}
    for level, flags in (("urgent", [Flag("acs", "chest hurts")]), ("routine", [])):
        question.triage_records.create(level=level, **record)
        assert list(case_of(question, by=dr_bob).flags) == flags
    assert case_of(question, by=dr_bob).signed == ("Dr Bob",)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("page", "more"),
    # One says when to come ("if the symptoms persist"), the other does not.
    [("000_f47d0a242504e5ae.txt", set()), ("002_af63770cbc6a564f.txt", {"seek_help"})],
)
def test_a_seed_reply_is_stopped(page: str, more: set[str]) -> None:
    words = (shared("seeds") / page).read_text(encoding="utf-8")
    question, _, rest = words.partition("year old female")
    reply = rest.partition("reply Neurology")[2].partition("Reply Date")[0].strip()
    told = case(question, signed=("Dr. Jiang Junyi",))
    assert ids(reply, told) == {"greeting", "broken_title"} | more
