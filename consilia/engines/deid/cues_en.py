"""The words around names in Latin letters: what announces one, what signs off, what rules one out."""

import re

from consilia.engines.deid.anchored import AnyCase

KIN = (
    r"son|daughter|wife|husband|mother|father|mom|mum|mommy|mummy|mama|mam|dad|daddy|papa|brother|sister|"
    r"sis|bro|twin|twins|baby|babies|child|children|kid|kids|boy|girl|infant|newborn|toddler|"
    r"grandma|grandpa|grandmother|grandfather|granny|gran|nan|nana|grandad|granddad|grandson|"
    r"granddaughter|grandchild|aunt|auntie|uncle|cousin|niece|nephew|friend|bestie|bff|mate|buddy|"
    r"partner|boyfriend|girlfriend|fianc[eé]e?|ex|ex-wife|ex-husband|ex-boyfriend|ex-girlfriend|spouse|"
    r"roommate|flatmate|housemate|neighbou?r|coworker|co-worker|colleague|boss|supervisor|manager|"
    r"teacher|classmate|landlord|landlady|caregiver|carer|nanny|babysitter|tenant|coach|stepson|"
    r"stepdaughter|stepmother|stepfather|stepmom|stepmum|stepdad|stepbrother|stepsister|"
    r"godson|goddaughter|godmother|godfather|mother-in-law|father-in-law|sister-in-law|brother-in-law|"
    r"son-in-law|daughter-in-law|mil|fil|lady|guy|patient|client|student|little one|"
    r"bf|gf|dh|dd|ds|helper|housekeeper|secretary|assistant|foster \w+|hubby|hubs|wifey|sibling|lover|"
    r"crush|pastor|priest|trainer|instructor"
)
ROLE = (
    r"doctor|dr|gp|physician|surgeon|pa[e]?diatrician|neurologist|cardiologist|dermatologist|dentist|"
    r"orthodontist|oncologist|psychiatrist|psychologist|therapist|counsell?or|urologist|"
    r"gyn[a]?ecologist|ob[- ]?gyn|obstetrician|midwife|nurse|rheumatologist|endocrinologist|"
    r"gastroenterologist|pulmonologist|nephrologist|ha?ematologist|optometrist|ophthalmologist|"
    r"physio|physiotherapist|chiropractor|osteopath|radiologist|pharmacist|specialist|consultant|"
    r"allergist|internist|podiatrist|acupuncturist|ent|pcp|np|professor|orthopedist|orthopa?edic surgeon"
)
IS = (
    r"(?:'s name is |'s called |s name is | name is | is named | is called | named | called |, called |"
    r", named |'s | \(|: ?|, | - | )"
)
SELF_STRONG = AnyCase(
    r"\b(?:my (?:full |first |last |real |given )?name(?:'s| is|:| =|,)?|the name(?:'s| is)|name(?: is|:|"
    r"'s)|i am called|i'm called|im called|they call me|people call me|call me|i go by|goes by|"
    r"first name:?|last name:?|surname:?|full name:?|patient name:?|patient:|signed:?|signed by|(?:his|"
    r"her|their|whose|baby's|son's|daughter's|kid's|child's) (?:full |first |last )?names?(?:'s| is| was|"
    r":| are)|"
    r"we (?:call|named) (?:him|her|them|it)|(?:he|she) is (?:called|named)|(?:he|she)'s (?:called|named)|"
    r"written by|on behalf of|contact person:?|emergency contact:?|ask for|speak to|attn:?|c/o)\s+[(\"]?",
)
SELF_IAM = AnyCase(r"(?<![A-Za-z])(?:i am|i'm|im|this is|it's|its|it's me,?|me,|i,)\s+")
# Blanks are bounded: with two open ends, a message of empty lines takes time by their square.
GREETING = re.compile(r"(?:^|[\n.!?])\s{0,8}(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)),?\s{1,8}", re.I)
KINSHIP = AnyCase(rf"(?<![A-Za-z])(?:{KIN})s?(?: in law)?{IS}+")
MY_AGED = AnyCase(
    r"(?<![A-Za-z])(?:my|our) \d{1,2}[ -]?(?:yo|y/o|yr|year|month|mo|week|wk|day)s?(?:[ -]old)?,? ",
)
KIN_AGE = AnyCase(rf"(?<![A-Za-z])(?:{KIN})(?: in law)?,? \(?(?:\d{{1,2}}|age \d+)\)?,? ")
MINE = re.compile(
    r"(?<![A-Za-z])(?:my|our|his|her|their|your)\s(?:[a-z\-]+\s|\d{1,2}[ -]?(?:year|month|week|day|yr|mo|"
    r"y/?o)[ -]?(?:old)?s?\s){0,4}$",
    re.I,
)
TITLE = re.compile(
    r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mister|Missus|Mx|Sir|Madam|Madame|Lady|Lord|Uncle|Auntie?|Grandma|"
    r"Grandpa|Granny|Nana|Coach|Pastor|Father|Sister|Brother|Rev|Reverend|Captain|Sgt|Señora?|"
    r"Sr|Sra|Monsieur|Mme|Herr|Frau|Rabbi|Imam|Officer|Principal|Attorney|Teacher)\.?\s+",
)
TITLE_ANY = re.compile(r"(?<![A-Za-z])(?:mr|mrs|ms|mister|MR|MRS|MS)\.?\s+")
DOCTOR = re.compile(
    r"(?<![A-Za-z])(?:Dr|Drs|Doctor|Doc|Prof|Professor|Nurse|Surgeon|Therapist|Matron|"
    r"Midwife)\b\.?:?\s*(?:Dr\.?\s+)?|(?<![A-Za-z])(?:dr|DR|prof|doctor|nurse)\b\.?\s+"
)
ROLE_CUE = AnyCase(
    rf"(?<![A-Za-z])(?:{ROLE})(?:'s name is|'s name| is| was| named| called|,|:| -)?\s(?:dr\.?\s|"
    rf"prof\.?\s)?",
)
CREDENTIAL = re.compile(
    r",?\s(?:M\.?D\.?|D\.?O\.?|MBBS|FRCP|FRCS|MRCP|DDS|DMD|RN|NP|PA-C|LCSW|PhD|Ph\.D\.?|Psy\.?D)(?![A-Za-z])"
)
SIGN_OFF = re.compile(
    r"(?:\b(?:thanks|thank you|thank u|thx|ty|tks|regards|sincerely|cheers|best|best wishes|yours|"
    r"yours truly|yours faithfully|warmly|love|kind regards|many thanks|xoxo|xx|signed|from|respectfully|"
    r"thanks so much|thanks a lot|thanks in advance|thank you so much|thank you very much|bye|take care|"
    r"god bless|blessings|hugs|gratefully|cordially|appreciate it|help|sincerely \w+|yours \w+|"
    r"a worried \w+|worried \w+|from a \w+ \w+)\s?[,.!\-~:\n]{0,3}\s{0,3}"
    r"|[-~*]{1,3}\s{0,2}|\n\s{0,3})$",
    re.I,
)
SAYS = re.compile(
    r"(?:,? (?:who|says?|said|told|thinks?|thought|doesn't|didn't|isn't|won't|hasn't|has been|has had|"
    r"was born|is (?:a|my|our|his|her|now|\d)|asked|asks|called me|wants|weighs|cries|cried|"
    r"complains?|complained|fell|woke|vomited|and i\b|and me\b|'s (?:mom|mum|mother|father|dad|wife|"
    r"husband|doctor|teacher|school|parents|daughter|son|birthday|age|account|name))\b)",
    re.I,
)
_MIDDLE = r"(?:'s|s'|')?(?:[ -](?:[A-Z][a-zé]+|and|de|type)){0,2}?[ -]"
# What makes a name an eponym even behind a possessive ...
_EPONYM_NOUN = (
    r"(?i:disease|syndrome|sign|palsy|test|phenomenon|reflex|lymphoma|thyroiditis|chorea|maneuver|manoeuvre|esophagus|"
    r"oesophagus|tumou?r|sarcoma|scale|score|criteria|contracture|anomaly|malformation|disorder|dementia|aneurysm|"
    r"stain|smear|ulcer|cyst|gland|cells?|exercises?|fracture|deformity|tetralogy|law|nodes?|bodies|encephalopathy|"
    r"hernia|spots?|lines?|virus|angina|nodules?|apple|index|classification|tendon|ligament|duct|tubes?|area|wort)"
)
# ... and what does so only without one: "Coxsackie rash" is an illness, "Ethan's rash" belongs to Ethan.
_PRODUCT_NOUN = (
    r"(?i:monitor|catheter|procedure|vaccine|diet|method|position|hospital|clinic|medical|cream|tablets?|capsules?|mg|"
    r"pills?|university|center|centre|foundation|street|road|cough|coma|spray|gel|inhaler|injections?|patch|drops|"
    r"surgery|colitis|arthritis|neuropathy|anemia|anaemia|effect|nerve|fever|rash|palsied|excavatum|carinatum|"
    r"compulsive|health|ovary|body|node)"
)
_EPONYM = re.compile(rf"{_MIDDLE}{_EPONYM_NOUN}(?![A-Za-z])")
_PRODUCT = re.compile(rf"(?!'s|s'){_MIDDLE}{_PRODUCT_NOUN}(?![A-Za-z])")
DOSED = re.compile(
    r"\s(?:\d|tablet|pill|cream|gel|spray|capsule|syrup|injection|inhaler|ointment|drops|vaccine|shot)", re.I
)
DOSE = re.compile(r"\s\d+(?:\.\d+)?\s?(?:mg|mcg|ml|g|iu|%)", re.I)
TAKING = re.compile(
    r"(?:take|takes|taking|took|taken|prescribed|prescribe|on|of|using|use|used|started|stopped|stop|"
    r"start|tried|try|try|gave|given|dose of|mg|brand|medication|medicine|pill|drug)\s$",
    re.I,
)
DRUG_ENDING = re.compile(
    r"(?:azole|cillin|mycin|floxacin|pril|sartan|statin|olol|dipine|prazole|tidine|triptan|oxetine|pram|"
    r"zepam|zolam|barbital|caine|profen|oxib|sone|solone|onide|terol|"
    r"tropium|mab|nib|vir|formin|gliptin|gliflozin|glutide|glitazone|parin|xaban|gatran|grel|thiazide|"
    r"semide|lactone|cycline|oxacin|dronate|setron|idone|apine|azine|"
    r"tadine|rizine|phylline|lukast|afil|osin|steride|tretinoin|quine|fenac|oxicam|codone|morphone|"
    r"tramol|"
    r"amide|amine|idine|itis|osis|oma|emia|ectomy|scopy|pathy|algia|plasty|gram|graphy|logy|logist|cal|"
    r"ial|ing|tion|ness|ment)$"
)
ACQUAINTED = "follows a word for a relative or acquaintance"
HERE = re.compile(r",? (?:here|again|speaking|writing)\b(?! (?:is|are|was|i)\b)", re.I)


def stands_in_disease(text: str, end: int) -> bool:
    """Whether a word that ends here (before its 's) belongs to a disease or a product: Parkinson('s disease)."""
    return bool(_EPONYM.match(text, end) or _PRODUCT.match(text, end))
