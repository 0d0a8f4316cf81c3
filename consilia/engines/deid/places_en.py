"""English addresses down to the street, the house or the village, and employers and schools that single out."""

import re
from collections.abc import Iterator

from consilia.engines.deid.anchored import AnyCase
from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import words
from consilia.engines.deid.normalise import bare
from consilia.engines.deid.words_en import is_word

_CAP = r"(?:(?:St|Mt|Ft)\.|[A-Z][A-Za-zÀ-ɏ]{0,24}(?:['\-][A-Za-zÀ-ɏ]{1,24}){0,3})"
_CAPS = rf"{_CAP}(?: (?:(?:of|the|de|la|du|St\.?|and|&|on|in|le) )?{_CAP}){{0,3}}"
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Terrace|Place|Pl|Close|"
    r"Crescent|Cres|Way|Row|Square|Sq|Parkway|Pkwy|"
    r"Highway|Hwy|Circle|Cir|Trail|Walk|Mews|Grove|Gardens|Gdns|Hill|Rise|Loop|Alley|Path|Quay|Green|"
    r"Estate|Strasse|Straße|Farm|Route)"
)
_UNIT = (
    r"(?:(?:Apt|Apartment|Flat|Unit|Suite|Ste|Room|Rm|Floor|Fl|Lot|Block|Blk|House|No|Villa|cottage|"
    r"Cottage|#)\.?\s?#?\s?[A-Za-z]?-?\d{0,5}[A-Za-z]?(?![A-Za-z]))"
)
_NUMBER = r"\d{1,6}(?:[-/]\d{1,5})?[A-Za-z]?"
# Words that are part of an address in a country or another, before or after a name.
_STREET_MORE = (
    r"(?:Parade|Pde|Gve|Steps|Track|Wharf|Yard|Brae|Hollow|Maltings|Cottages?|Cross|Common|Mount|View|Vale|Chase|Bank|"
    r"Wynd|Vennel|Bottom|Croft|Fold|Ginnel|Passage|Arcade|Esplanade|Promenade|Embankment|Bypass|Turnpike|Pike|"
    r"Extension|"
    r"Cutting|Meadows?|Fields?|Drove|Ridge|Glen|Towers?|Barracks|Marina|Layout|Colony|Nagar|Marg|Gali|Chowk|Puram)"
)
_STREET_BEFORE = (
    r"(?:Jalan|Jln|Lorong|Lrg|Rue|Calle|Avenida|Av|Rua|Via|Viale|Piazza|Plaza|Ulica|ul|Boreen|Br?gy|Barangay|Purok|"
    r"Sitio|"
    r"Chak|Kampung|Kg|Kampong|Desa|Gang|Soi|Moo|Đường|đường|Hẻm|hẻm|Ngõ|ngõ|Phố|phố|Gali|Camino|Carrer|Chemin|Impasse|"
    r"Quartier|Ilot|Mtaa)"
)
# A word of a place's name: Malleswaram, Much, Bakare-Cole, but no month or day.
_PLACE_WORD = (
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October|"
    r"November|December|I\b|I'|My\b|He\b|She\b|We\b|The\b|Is\b|It\b|And\b|But\b|So\b|Please\b|Thanks?\b|GP\b|NHS\b|"
    r"MRI\b|CT\b|"
    r"BP\b|Mr|Mrs|Ms|Dr)[A-ZÀ-ÞĐ][A-Za-zÀ-ɏḀ-ỿ']{1,24}(?:[\-'][A-Za-zÀ-ɏḀ-ỿ]{1,24}){0,4}"
)
_PLACE = rf"{_PLACE_WORD}(?: (?:(?:of|the|de|la|na|y|on|in|du|upon|under|le) ){{0,2}}{_PLACE_WORD}){{0,3}}"
# A part of a building or a site with its number: Flat 4B, berth 19, H.No. 44/2, apartment twelve oh four.
_PART = (
    r"(?i:flat|apt\.?|apartment|unit|suite|block|blk|tower|room|rm|berth|pontoon|cabin|plot|lot|hut|pitch|bungalow|"
    r"chalet|"
    r"caravan|trailer|house|door|gate|h\.? ?no\.?|no\.?|old no\.?|new no\.?|floor|deck|wing|staircase|site|"
    r"purok|sector|house number|door number|gali number)"
)
_PART_NUMBER = r"#?(?:[A-Z]?-?\d{1,5}(?:[/\-]\d{1,5})?[A-Za-z]?|[A-Z](?![A-Za-z]))(?![\w%])"
_PARTS = rf"{_PART} ?#? ?{_PART_NUMBER}"
_HOUSE_NOUN = (
    r"(?:Forge|Dairy|Mill|Rectory|Vicarage|Manse|Schoolhouse|School House|Bakery|Bakehouse|Chapel|Barn|Barns|Granary|"
    r"Post Office|Police House|Stables|Lodge|Cottage|Cottages|Farm|Farmhouse|Smithy|Oast|Oast House|Coach House|"
    r"Gatehouse|"
    r"Signal Box|Lighthouse|Boathouse|Parsonage|Priory|Toll House|Station House|Byre|Steading|Croft|Grange|Hollies|"
    r"Laurels|"
    r"Willows|Elms|Beeches|Paddock|Paddocks|Orchard|Maltings|Bungalow)"
)
_NEXT = (
    rf"(?:,? {_PARTS}|,? \d{{1,2}}(?:st|nd|rd|th) {_PLACE_WORD}|,? via {_PLACE}|,\s?(?:\d{{1,5}}[A-Za-z]? "
    rf")?{_PLACE}|,? (?:[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}})(?!\w))"
)
_HOMES = [
    # Flat 4B, Shanti Kunj, 3rd Cross, Malleswaram - a part with a number, then names.
    re.compile(
        rf"(?<![\w.])(?:{_PARTS},? ){{1,3}}(?:#?\d{{1,5}}(?:[/\-]\d{{1,5}})?[A-Za-z]?,? )?(?:\d{{1,2}}(?:st|nd|rd|th) "
        rf")?{_PLACE}"
        rf"(?:,? ?#?\d{{1,5}}(?:-\d{{1,5}})?(?![\w%.]))?{_NEXT}{{0,4}}"
    ),
    # A name, then parts: Wulfric Hall, Block F, room 311; Sandpiper Court flat 8 room C.
    re.compile(rf"(?<![\w.]){_PLACE}(?:,? (?:no\.? )?{_PARTS}){{1,4}}{_NEXT}{{0,3}}"),
    re.compile(rf"(?<![\w.]){_PARTS}(?:,? {_PARTS}){{1,3}}"),
    # The Old Forge, Widdecliffe.
    re.compile(
        rf"(?<![\w.])(?:The )(?:(?:Old|New|Little|Upper|Lower|East|West|North|South) "
        rf")?{_HOUSE_NOUN}(?![a-z]){_NEXT}{{0,3}}"
    ),
    re.compile(rf"(?<![\w.])(?:[Tt]he )?(?:Old|New) {_HOUSE_NOUN}(?![a-z]){_NEXT}{{0,3}}"),
    # 17 Boreen na Gcapall, Knockatober; hẻm 47/12 đường Cây Mít; 12 Jalan Pelikat Dua.
    re.compile(
        rf"(?<![\w.])(?:#?\d{{1,5}}(?:[/\-]\d{{1,5}})?[A-Za-z]?,? )?{_STREET_BEFORE}\.? (?:\d{{1,4}}(?:/\d{{1,4}})? )?"
        rf"(?:(?:na|da|de|do|del|la|le|du|des|van|đường) ){{0,2}}{_PLACE}(?: "
        rf"\d{{1,4}}[A-Za-z]?(?![\w%]))?{_NEXT}{{0,3}}"
    ),
    # 26 Lilac Walk, Sunningfold; 31b Station Parade; and what comes after the street.
    re.compile(
        rf"(?<![\w.])(?:{_UNIT},?\s)?{_NUMBER},?\s(?:{_CAP}\s){{0,4}}(?:{_STREET}|{_STREET_MORE})(?![a-z])\.?"
        rf"(?: \d{{1,3}}(?![\w%.])| [NSEW]{{1,2}}(?![\w']))?(?:,? ?#\d{{1,3}}-\d{{1,5}})?{_NEXT}{{0,3}}(?! Hospital| "
        rf"Clinic| Medical)"
    ),
    re.compile(
        r"(?<![\w.])[A-ZÀ-Þ][a-zà-ɏ]{2,24}(?:straat|straße|strasse|gasse|laan|gracht|plein|gatan|vägen|gade|veien|"
        r"weg|katu|tie|ring|damm|allee) \d{1,4}(?:[ \-]?[A-Za-zIVX]{1,3})?(?!\w)(?:, \d{4,5}(?: [A-Z]{2})?(?!\w))?"
    ),
    re.compile(r"(?<![A-Za-z])(?:RR|HC|Rural Route|Star Route|Route)\.? ?\d{1,4},? (?:Box|Bin) ?\d{1,6}[A-Z]?", re.I),
    re.compile(r"(?<![\w#])#\d{1,2}-\d{2,5}(?![\w-])"),
    re.compile(r"///[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}"),
    re.compile(r"(?<![\d.])-?\d{1,3}\.\d{3,8}°? ?[NS]?, ?-?\d{1,3}\.\d{3,8}(?:°? ?[EW])?(?![\d.])"),
    re.compile(
        r"\d{1,3}° ?\d{1,2}['′](?: ?\d{1,2}(?:\.\d+)?[\"″])? ?[NSEW],? ?\d{1,3}° ?\d{1,2}['′](?: "
        r"?\d{1,2}(?:\.\d+)?[\"″])? ?[NSEW]"
    ),
    # A farm, a croft, an outstation by name.
    re.compile(
        rf"(?<![\w.]){_PLACE_WORD}(?: {_PLACE_WORD}){{0,3}} (?:farm|croft|outstation|homestead|cottages?|barns?|"
        rf"kibbutz|compound|"
        rf"steading|smallholding|village|hamlet|barangay|township|estate)(?![a-z])(?:, (?:near|behind|opposite|by) "
        rf"[^.!?;\n]{{3,40}}"
        rf"(?=[.,;!?\n]|$))?"
    ),
]
# Someone tells where they live or are, and a place follows.
_AT_HOME = (
    r"(?i:(?<![A-Za-z])(?:(?:i |we |he |she |they |who |mum |dad |and )?(?:live|lives|lived|living|reside|resides|"
    r"residing|stay|stays|"
    r"staying|lodging|renting|based)(?: (?:alone|up|out|over|down|back|a track|now|currently|still|with \w+|on (?:my|"
    r"her|his) own)){0,3}|"
    r"(?:my|our|her|his|their|the) (?:home|house|place|address|flat|mail|post)(?: (?:is|goes))?|home is|home:|"
    r"address:?|address is|"
    r"writing from|asking from|hi from|hello from|greetings from|we're|we are|i'm|i am|im|she's|he's|we r|still in "
    r"her own home|"
    r"still in his own home|deliver(?:y|ed)?|mail(?:ed)?|post(?:ed)?|send (?:it|them|the \w+)|come|ambulance)"
    r"(?: (?:at|to|in|on|off|up|by|near|behind|opposite|past|under|above|out at|over at|round at|down at|up at|"
    r"for)){1,2}|"
    r"(?:home|address|my place|place|house|location|residence|block is|the house is|my block is|lives?)(?: is)?:? )"
)
_AT_ONLY = (
    r"(?i:(?<![A-Za-z])(?:live|lives|lived|living|reside|resides|residing|stay|stays|staying|address is|we're|"
    r"we are|home is|i'm|i am|she's|he's|im|hers|his|out|alone|cat,|house is|address|address:|home:|place:|location:|"
    r"is) (?:at )?|(?<![A-Za-z])at )"
)
_LIVES_AT = [
    # A number and a name: live at 4 The Maltings, on Pendle 12.
    re.compile(
        rf"{_AT_HOME} ?((?:{_PARTS},? )?(?:(?:no\.?|number) )?\d{{1,5}}(?:[/\-]\d{{1,5}})?[A-Za-z]?,? (?:The "
        rf")?{_PLACE}{_NEXT}{{0,4}})"
    ),
    re.compile(
        rf"(?i:(?<![A-Za-z])(?:at|on) )(\d{{1,5}}[A-Za-z]? (?:The )?{_PLACE_WORD} {_PLACE_WORD}{_NEXT}{{0,3}}|"
        rf"\d{{1,5}}[A-Za-z]? The {_PLACE_WORD}"
        rf"|(?:Thirty|Forty|Fifty|Sixty|Twenty|thirty|forty|fifty|sixty|twenty|seventy|eighty)[ -]\w{{3,5}} "
        rf"{_PLACE_WORD} {_PLACE_WORD}{_NEXT}{{0,3}})"
    ),
    # "live at" tells a house even without a number; "live in" mostly a town, unless two names follow.
    re.compile(
        rf"(?i:(?<![A-Za-z])(?:live|lives|lived|living|reside|resides|residing|staying|stays|home is|house is|address "
        rf"is|address:|home:|own home) "
        rf"(?:alone )?(?:up |out |over |down |just )?(?:at|on|off) )((?:the )?(?:(?:[a-z]{{3,14}} "
        rf"){{0,3}}[a-z]{{4,14}}, )?{_PLACE}{_NEXT}{{0,3}}(?:, (?:the|up|by|near|behind|opposite|past|top|"
        rf"off|next to) [^.!?;\n,]{{3,70}}(?=[.;!?\n]|$))?)"
    ),
    re.compile(
        rf"(?i:(?<![A-Za-z])(?:the|our|my|her|his) (?:house|home|place|cottage|flat|farm) is(?: called)? )"
        rf"({_PLACE}(?:, (?:top|bottom|end|foot) of {_PLACE}|{_NEXT})?)"
    ),
]
# Streets that everybody knows, for a hospital, a shelf of sweets or a play: no home without a number.
_PUBLIC_STREET = re.compile(
    r"(?:the )?(?:Great Ormond|Harley|Temple|Quality|Coronation|Wall|Sesame|Downing|Fleet|Baker|Bond|Oxford|Regent|"
    r"Wimpole|Bow|"
    r"Main|High|Cable|Carnaby|Bourbon|Elm|Fifth|Madison|Park|Abbey|Silk|Kings?|Penny|Eccles|Holles) (?:Street|St|"
    r"Avenue|Road|Lane)\.?"
)
_LANDMARK = (
    r"(?:behind|opposite|past|next to|next door to|near(?:est)?(?: to)?|beside|across from|above|below|over|facing|"
    r"just off|off|by|"
    r"(?:at )?the (?:end|top|bottom|corner|back) of|(?:two|three|four|five|six|ten|\d{1,2}) (?:miles?|km|doors?|"
    r"houses?) "
    r"(?:north|south|east|west|down|up|past|from|off)(?: (?:of|from))?)"
)
_LIVING = re.compile(
    r"\b(?:live|lives|living|stay|staying|house|home|cottage|caravan|bungalow|hogan|find us|find me|we are|we're|we r|"
    r"i am in|"
    r"i'm at|come|address|ambulance|directions?|you (?:come|turn|go)|flat|place is)\b[^.!?\n]{0,90}$",
    re.I,
)
_DWELLING = (
    r"(?:house|cottage|bungalow|flat|caravan|trailer|hut|hogan|cabin|barn|yurt|boat|barge|door|gate|shack|shed|place|"
    r"building|"
    r"box|tent|van|room|signal box|apartment)"
)
_DIRECTIONS = [
    # "the last white cottage past the cattle grid, Nether Glenshiel"
    re.compile(
        rf"(?<![A-Za-z])(?:the |a )?(?:[a-z\-]{{2,14}} ){{0,4}}{_DWELLING}s?,? (?:[a-z]{{2,10}} ){{0,5}}?(?:just "
        rf")?{_LANDMARK} [^.!?;\n]{{3,80}}",
        re.I,
    ),
    re.compile(rf"(?<![A-Za-z])(?:corner|junction) of {_PLACE}(?: (?:and|&) {_PLACE})?"),
    re.compile(
        r"(?<![A-Za-z])(?:opposite|behind|next to|across from|past|just off|off) (?:the |[A-Z]\w+'s "
        r")[^.!?;,\n]{3,60}(?:,[^.!?;\n]{3,80})?"
    ),
]
# A name, or something that a driver could look for.
_TELLS_PLACE = re.compile(
    r"[a-z ,][A-Z]|\b(?:church|chapel|mosque|temple|school|pub|shop|store|garage|station|bridge|river|canal|lock|gate|"
    r"grid|bins|tank|"
    r"memorial|mast|cemetery|market|borehole|transformer|well|tree|barn|farm|silo|windmill|lighthouse|quarry|"
    r"roundabout|park|hall|"
    r"post office|bakery|butcher|surgery|hospital|prison|stadium|reservoir|water tower|bus stop|railway|crossing|"
    r"kiosk|mart)\b"
)
_ADDRESS_LINE = re.compile(
    r"(?:^|\n|[.;,] ?)(?i:(?:home |postal |delivery |my )?address|addr\.?|residence|residing at|home)(?: is)?: "
    r"?([^\n]{4,90}?)(?=\n|$|\. |;|\. ?$| (?:DOB|MRN|Tel|Phone|NHS)\b)"
)
_LOWER_STREET = re.compile(
    r"(?<![\w.])(?:(?:flat|apt|unit|room|no|number|plot) ?\w{1,5},? )?\d{1,5}[a-z]? (?!(?:min|minute|hour|day|"
    r"week|month|year|mile|mg|ml|km|"
    r"second|hr|times?|of|or|and|to|in|a|the|per|weeks|days|hours|minutes|miles|months|years|different|more|"
    r"other)\b)(?:[a-z'\-]{3,15} ){1,2}"
    r"(?:street|road|lane|avenue|crescent|terrace|close|drive|court|mews|grove|gardens|square|steps|parade|wharf|"
    r"row)(?![a-z])"
)
_LOWER_PART = re.compile(
    r"(?<![\w.])(?:apartment|flat|apt|unit|room) (?:\d{1,5}[a-z]?|(?:one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|thirteen|"
    r"fourteen|fifteen|twenty|thirty)(?: (?:oh |zero )?\w{2,6})?),? (?:[a-z]{3,15} ){0,3}(?:towers?|court|house|"
    r"heights|mansions|buildings?|"
    r"block|flats|apartments|hall|lodge|point|wharf|quay)(?![a-z])",
    re.I,
)
_CABIN = re.compile(
    r"(?<![\w.])(?:(?i:cabin|berth|pontoon|stateroom|pitch|hut|plot|chalet|caravan|cell|dorm|bed space|villa) "
    r"?#?(?:no\.? ?|number )?"
    r"(?:deck \d{1,2},? )?[A-Z]?-?\d{1,5}[A-Za-z]?(?: (?:aft|forward|port|starboard))?)(?![\w%])"
)
_ROOM_AT = re.compile(
    rf"(?i:(?<![A-Za-z])(?:she's|he's|i'm|we're|i am|is|lives?|living|stays?|staying|lying) (?:\w+ )?in )((?:room|"
    rf"flat|bungalow|unit|lodge|"
    rf"wing) #?\d{{1,4}}[A-Za-z]?)(?:(?:,)? (?:at|of|in) ({_PLACE}))?(?! (?:of|at|in) (?:the )?(?:hospital|clinic|"
    rf"ward|A&E))"
)
_EIRCODE = re.compile(
    r"(?<![A-Za-z0-9])[AC-FHKNPRTV-Y]\d[0-9W] "
    r"?(?=[A-Z0-9]{0,3}[A-Z])(?=[A-Z0-9]{0,3}\d)[0-9AC-FHKNPRTV-Y]{4}(?![A-Za-z0-9])"
)
_EIR_LABEL = re.compile(
    r"(?:eircode|post ?code|zip|pin ?code|pin|plz|cap|cp|postal code)(?: is|:|-)? {0,2}([A-Z0-9]{2,5}[ "
    r"\-]?[A-Z0-9]{2,5})(?![A-Za-z0-9])",
    re.I,
)
_CITY_PIN = re.compile(r"(?<![A-Za-z])[A-Z][a-z]{2,20} ?[-–] ?(\d{3} ?\d{3})(?!\d)")
_AFTER_ADDRESS = re.compile(
    r",? ?(?:[A-Z][a-z]{2,15},? ){0,2}(?:(\d{4,6}(?:-\d{4})?(?: [A-Z]{2})?)(?![\w%.]|\s?(?:mg|ml|steps|years)))"
)
_STREETS = [
    re.compile(
        rf"(?:{_UNIT},?\s)?(?<![\w.]){_NUMBER},?\s(?:[NSEW]\.?\s)?(?:{_CAP}\s|\d{{1,3}}(?:st|nd|rd|"
        rf"th)\s){{1,4}}{_STREET}(?![A-Za-z])\.?(?:,?\s{_UNIT})?(?! Hospital| Clinic| Medical)"
    ),
    re.compile(
        rf"(?<![\w.])(?:{_CAP}\s){{1,3}}(?:Street|Avenue|Ave|Road|Rd|Lane|Drive|Boulevard|Blvd|Terrace|"
        rf"Crescent|Mews)(?:,?\s(?:no\.?\s|number\s)?{_NUMBER})?(?![A-Za-z])(?:,?\s{_UNIT})?(?!\s(?:Hospital|"
        rf"Clinic|Medical|Surgery|Practice|Test))"
    ),
    re.compile(
        rf"(?<![\w.]){_NUMBER}\s(?!(?:min|minute|hour|day|week|month|year|mile|mg|ml|km|second|hr|times?|"
        rf"of|or|"
        rf"and|to|in|a|the|per|weeks|days|hours|minutes|miles|months|years)\b)(?:[a-z']{{3,15}}\s){{1,2}}(?"
        rf":street|avenue|ave|road|lane|blvd|boulevard|crescent|terrace)(?![a-z])(?:,?\s(?:apt|flat|"
        rf"unit)\.?\s?#?\w{{1,5}})?",
        re.I,
    ),
    re.compile(r"\bP\.?\s?O\.?\s?Box\s?\d{1,7}", re.I),
    re.compile(
        rf"(?<![A-Za-z]){_UNIT},?\s(?:{_CAP}\s){{1,3}}(?:House|Court|Tower|Towers|Building|Mansions?|"
        rf"Apartments|Heights|Residence|Village|Park|Lodge|Manor)(?![a-z])"
    ),
]
_POSTCODES = [
    re.compile(r"(?<![A-Za-z0-9])(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9])[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d(?![A-Za-z0-9])"),
    re.compile(
        r"(?:\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|"
        r"T[NX]|UT|V[AT]|W[AIVY])\.?,? |zip(?: ?code)?(?: is|:)? ?|postal code(?: is|:)? ?|postcode(?: is|"
        r":)? ?)(\d{5}(?:-\d{4})?)(?!\d)",
        re.I,
    ),
]
_VILLAGE = re.compile(
    rf"\b(?:village|hamlet|township|town|settlement|island|farm|ranch|community|parish|"
    rf"subdivision) (?:of|"
    rf"called|named) ({_CAPS}(?:,? (?:{_CAPS}|cottage \d{{1,4}}|house \d{{1,4}}|no\.? ?\d{{1,4}}|"
    rf"number \d{{1,4}}))*)"
)
_LIVE_NUMBER = re.compile(
    rf"\b(?:live|lives|living|reside|resides|stay|staying|address is|address:|home is|moved to)(?: (?:at|"
    rf"in|on|off|near))? ?((?:{_UNIT},? )?{_NUMBER},? {_CAPS}(?:,? {_UNIT})?)"
)
_LIVE_LANE = re.compile(
    r"\b(?:live|lives|living|reside|resides|staying|address is|address:|moved)(?: (?:to|at|in|on|off|"
    r"near))? ?"
    r"((?:flat \d{1,4},? )?\d{1,5}[a-z]? [a-z']{3,15}(?: [a-z]{3,15})? (?:close|drive|way|court|"
    r"place|row|"
    r"square|grove|gardens|hill|walk|mews|park)\b)",
    re.I,
)
_LIVE_UNIT = re.compile(
    r"\b(?:live|lives|living|stay|staying|room|dorm)\b[^.!?\n]{0,30}?\b((?:room|apt|apartment|flat|"
    r"unit) ?#?\d{1,5}[A-Za-z]?)\b",
    re.I,
)

_WORKS = (
    r"(?:works?|worked|working|employed|job|manager|teach(?:es)?|teacher|taught|teaching|student|"
    r"stud(?:y|"
    r"ies|ied|ying)|pupil|principal|nurse|cashier|waitress|waiter|chef|cook|"
    r"clerk|engineer|accountant|librarian|secretary|receptionist|driver|cleaner|owner|employee|staff|"
    r"intern|volunteer(?:s|ing)?|professor|lecturer|assistant|mechanic|guard|"
    r"attends?|attending|goes|go|going|enrolled|coach(?:es)?|trains?|serve[sd]?|freshman|sophomore|"
    r"junior|"
    r"senior|apprentice|shift|position|barista|baker|foreman|welder)"
)
_ORG_SEQ = (
    rf"(?:the )?({_CAP}(?:(?: (?:of|the|and|for|at|in|de|la) (?:the )?| & | |, )(?:{_CAP}|"
    rf"\d{{1,3}}(?![\d%])(?= School)))*)"
)
# Who stands before "at", "for", "with" or "of" and the name of a workplace, a school, a team or a congregation.
_MEMBER = (
    r"boss|bosses|colleagues?|coworkers?|co-workers?|workmates?|hr|forklift|warehouse|reception|front desk|tills?|"
    r"everyone|everybody|"
    r"no ?one|people|lads|girls|kids|children|residents?|key worker|carers?|drive|drives|drove|clean|cleans|cleaned|"
    r"pack|packs|"
    r"volunteer|temp|temps|intern|play|plays|played|swim|swims|row|rows|run|runs|train|trains|sing|sings|dance|dances|"
    r"organ|organist|"
    r"choir|treasurer|secretary|chair(?:man|woman)?|captain|curate|verger|vicar|warden|sexton|churchwarden|imam|"
    r"deacon|elder|usher|"
    r"parishioner|member|coach|teacher|tutor|nurse|matron|head|headmaster|headteacher|receptionist|apprentice|trainee|"
    r"hairdresser|"
    r"welder|groom|stable hand|joiner|butcher|baker|chef|cook|waiter|waitress|barista|bartender|bouncer|shift|shifts|"
    r"job|"
    r"started|starts|starting|enrolled|placement|off sick|off|signed off|laid off|sacked|fired|retired|suspended|"
    r"collapsed|fainted|"
    r"bought it|lesson|lessons|swimming|party|practice|assembly|reception class|year \d{1,2}|sunday school|fell off "
    r"(?:the|a|my) \w+|"
    r"hurt \w+|at work|working"
)
_ORG_WORD = (
    r"nursery|daycare|kindergarten|creche|pre-?school|school|primary school|high school|college|church|mosque|temple|"
    r"synagogue|"
    r"gurdwara|parish|employer|firm|company|shop|team|club|squad|regiment|unit|battalion|troop|gym|dojo|troupe|band|"
    r"choir|dance school|"
    r"care home|nursing home|residential home|salon|bakery|cafe|restaurant|pub|dentist on the corner|scout group|"
    r"football club"
)
_EMPLOYER = [
    AnyCase(
        rf"\b{_WORKS}(?: \w+)? (?:at|for|of|in|to) (?:an? |our |my )?(?:[a-z\-]+ ){{0,5}}?(?:called |named |, )?",
        _ORG_SEQ,
    ),
    AnyCase(rf"\b{_WORKS}\b[^.!?\n]{{1,60}}?(?:, |called |named |\()", _ORG_SEQ),
    # A member, a driver, the boss, everybody "at" or "of" something with a name of its own.
    AnyCase(
        rf"\b(?:{_MEMBER})(?: \w+)? (?:at|for|with|of|from) (?!home\b|school\b|work\b|night\b|least\b|all\b|"
        rf"once\b)(?:the |our |my |a )?(?:[a-z\-]+ ){{0,2}}?(?:called |, )?",
        _ORG_SEQ,
    ),
    AnyCase(rf"\b(?:his|her|my|our|their|the) (?:{_ORG_WORD})(?: is|,| called|'s)? (?:called |is )?", _ORG_SEQ),
    AnyCase(rf"(?<![A-Za-z])(?:{_ORG_WORD})(?: is|:)? ", rf"{_ORG_SEQ}(?=, | on | in |\.|$|\n)"),
    AnyCase(
        r"\b(?:attend|attends|attended|my employer is|my employer,|my school is|my school,|employer:|"
        r"school:|i own|i run|he owns|she owns|we own|runs|owns) ",
        f"(?:a |the )?{_ORG_SEQ}",
    ),
]
_ORG_TYPE = (
    r"(?:School|Schools|Academy|College|Kindergarten|Nursery|Preschool|Pre-?school|Elementary|Primary|"
    r"Daycare|Montessori|University|Institute|Bakery|Diner|Cafe|Café|Garage|Deli|Salon|"
    r"Tackle|Hardware|Pharmacy|Grocery|Market|Farms?|Ltd|LLC|Inc|Limited|Plumbing|Motors|Church|Parish|"
    r"Brewery|Restaurant|Pizzeria|Logistics|Foods|Industries|Clinic|Dental|Surgery|Practice|Bookshop|"
    r"Café|"
    r"Nursing Home|Care Home|Orchards?)"
)
# What ends the name of a small firm, a club or a congregation; each alone is an ordinary word.
_TRADE = (
    r"Scaffolding|Joinery|Joiners|Conveyancing|Solicitors|Seafoods?|Cold Storage|Storage|Block Industry|Taqueria|"
    r"Livery|Stables|"
    r"Riding School|Butchers?|Bakers?|Skips|Haulage|Removals|Roofing|Carpets|Flooring|Furniture|Florists?|Nurseries|"
    r"Garden Centre|"
    r"Hairdressers?|Barbers?|Beauty|Nails|Spa|Veterinary(?: Centre)?|Vets|Kennels|Cattery|Upholstery|Printers?|Press|"
    r"Textiles|Mills?|"
    r"Foundry|Engineering|Electrical|Builders|Construction|Contractors|Cabs|Taxis|Minicabs|Coaches|Couriers|Transport|"
    r"Autos?|Tyres|"
    r"Insurance Brokers|Accountants|Estate Agents|Lettings|Catering|Kitchen|Grill|Bistro|Tea ?rooms?|Coffee|Takeaway|"
    r"Chippy|Inn|"
    r"Tavern|Brewing|Distillery|Vineyards?|Dairy|Creamery|Fisheries|Poultry|Growers|Timber|Sawmill|Quarry|FC|AFC|RFC|"
    r"CC|Rovers|"
    r"Athletic|Wanderers|Harriers|Wasps|Griffins|Warriors|Magpies|Tigers|Masters|Bowls(?: Club)?|Rowing Club|Swimming "
    r"Club|Tabernacle|"
    r"Assembly|Chapel|Ministries|Fellowship|Mosque|Gurdwara|Synagogue|Temple|Infants|Juniors|Primary|Secondary|High|"
    r"Grammar|"
    r"Residential Home|Residential Care|Care|Lodge|Hospice|Playgroup|Soft Play|Gymnastics|Dance|Judo|Karate|Rooms|"
    r"Spar|Stores?|"
    r"Newsagents|Off[- ]Licence|Petrol Station|Launderette|Dry Cleaners|Cleaners|Cleaning|Security|Staffing|"
    r"Recruitment|Wools"
)
_TRADED = re.compile(
    rf"(?<![A-Za-z])(?:{_CAP}(?:'s)?(?: (?:of|the|and|&|\+) | ?& | )){{1,4}}(?:{_TRADE})(?![a-z])"
    rf"(?: (?:[Uu]|under)[ \-]?\d{{1,2}}s?(?!\w))?(?:,? (?:in |of )?{_PLACE_WORD})?"
)
_AND_SONS = re.compile(
    rf"(?<![A-Za-z]){_CAP}(?: {_CAP})?(?:(?: & | and | \+ )(?:Sons?|Daughters?|Co|Bros|Brothers|Partners|"
    rf"Associates)(?: {_CAP}){{0,3}}| & {_CAP}(?: {_CAP}){{1,3}})"
)
_LOWER_TRADE = (
    r"butchers?|bakers?|joinery|scaffolding|infants|juniors|primary|secondary|high school|primary school|school|"
    r"nursery|creche|"
    r"playgroup|soft play|daycare|kindergarten|care home|nursing home|residential home|rest home|day centre|hospice|"
    r"vets|stables|livery|"
    r"kennels|salon|barbers|hairdressers|nails|cafe|diner|bakery|takeaway|chippy|kebabs?|pizzeria|taqueria|deli|"
    r"bistro|pub|arms|inn|"
    r"tavern|farm|dairy|garage|motors|tyres|cabs|taxis|skips|haulage|removals|roofing|plumbing|builders|wools|"
    r"florists?|newsagents|"
    r"stores|spar|launderette|cleaners|chapel|church|tabernacle|mosque|gurdwara|temple|fc|rovers|wanderers|warriors|"
    r"rugby club|"
    r"football club|swimming club|cricket club|boxing club|bowls club|scouts|guides|brownies|beavers|academy|dental "
    r"practice|"
    r"opticians|sexual health drop-in"
)
# Religions and peoples before such a word tell its kind, not its name.
_CAP_LOWER = re.compile(
    rf"(?<![A-Za-z])(?!(?:His|Her|My|Our|Their|This|That|Your|Any|Some|Each|Every|Which|No|At|In|On|From|To|And|"
    rf"But)\b|Catholic|Baptist|Methodist|Anglican|Hindu|Jewish|Muslim|Montessori|Indian|Chinese|Thai|Italian|Sun|Sat)"
    rf"{_PLACE_WORD}(?: (?:(?:and|&|of|the) )?{_PLACE_WORD}){{0,2}} (?:{_LOWER_TRADE})(?![a-z])"
)
_GENERIC_ORG = re.compile(
    r"(?:an?|the|my|our|his|her|their|this|that|your|some|any|local|big|small|little|tiny|new|old|primary|secondary|"
    r"private|public|state|"
    r"village|town|city|rural|mobile|nearby|family|busy|large|nice|good|same|different|other|another|whole|community|"
    r"boarding|special|"
    r"dog|horse|dairy|fish|chicken|pig|sheep|cattle|organic|walk-in|gp|nhs|dental|hospital|sunday|catholic|nursing|"
    r"medical|high|middle|"
    r"elementary|grammar|and|at|in|of|to|for|from|with|all|every|each|no|night|day|nursery|after|before|is|was|first|"
    r"last|next|"
    r"riding|driving|dance|music|art|language|flight|work|home|chinese|indian|italian|thai|asian|halal|baptist|"
    r"methodist|"
    r"construction|call|care|residential|beauty|hair|nail|coffee|charity|corner|farm|bread|cake|car|taxi|bus)\b"
)
_LOWER_ORG = re.compile(
    rf"(?i:\b(?:at|for|from|to|of|shop|with|off|attends?|attending|called) )(?:the )?((?:[a-z][a-z'\-]{{2,15}}(?: & | "
    rf"and | )){{1,3}}(?:{_LOWER_TRADE}))(?![A-Za-z])"
)
# "the surgery above the bakery in Upper Thornwick", "the tiny mosque nursery on Fennel Street": one of its kind.
_SURGERY = (
    r"surgery|health cent(?:er|re)|practice|clinic|pharmacy|chemist|dentist|nursery|school|church|chapel|mosque|"
    r"temple|gym|shop|cafe|"
    r"bakery|garage|pub|salon|daycare|preschool|playgroup|care home|vets?"
)
_ORG_PLACE = re.compile(
    rf"(?<![A-Za-z])(?:the |our |a )(?:[a-z\-]{{3,14}} ){{0,2}}(?:{_SURGERY}) (?:above|on|by|behind|opposite|next to|"
    rf"beside|in|at)"
    rf" (?:the [a-z ]{{3,20}} (?:in|on|at) )?((?:the )?{_PLACE_WORD} {_PLACE_WORD}(?: {_PLACE_WORD})?)"
)
_SAINT = re.compile(
    r"(?<![A-Za-z])(?:St\.?|Saint|Our Lady of(?: the)?|Holy|Sacred) "
    r"[A-Z][A-Za-z']{2,16}(?:-[a-z]{2,4}(?:-[a-z]{2,4})?-[A-Z][a-z]{2,14})?(?:'s)?"
    r"(?:,? (?:Primary|Church|School|Parish|C of E|RC|Academy|Infants|Juniors|House|Hall|Cathedral))?(?:, "
    r"[A-Z][a-z]{2,16})?"
)
_SAINT_CUE = re.compile(
    r"\b(?:curate|verger|vicar|priest|organ|organist|choir|school|nurse|teacher|teach(?:es)?|pupil|head|goes to|went "
    r"to|go to|starts? at|"
    r"class|year \d|warden|sexton|parish|mass|congregation|works? at|carer at|play for|plays for|"
    r"home)\b[^.!?\n]{0,20}$",
    re.I,
)
_ORG_NAMED = re.compile(
    rf"(?<![A-Za-z])((?:{_CAP}(?: (?:of|the|and|&) | & | )){{1,4}}{_ORG_TYPE})(?![a-z])((?: (?:of|in|at)|"
    rf",) {_CAP}(?: {_CAP})?)?"
)
# What runs on after a name: "in September", "and I", "on Tuesday and his mouth".
_TAIL = re.compile(
    r"(?i:,? (?:in|on|since|at|for|and|&) (?:the )?(?:january|february|march|april|may|june|july|august|september|"
    r"october|"
    r"november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|easter|dvla|i|i've|i'm|my|"
    r"he|she|"
    r"we|they|his|her)\b).*"
)
_HOSPITAL = re.compile(
    r"Hospital|Medical Cent(?:er|re)|Infirmary|Health (?:System|Service)|Mayo|Cleveland|Kaiser|NHS|VA\b"
)
_BIG = re.compile(
    r"(?:the )?(?:Walmart|Amazon|Google|Apple|Microsoft|Starbucks|McDonald's|Target|Costco|Tesco|NHS|IBM|"
    r"Intel|TSMC|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|"
    r"May|June|July|August|September|October|November|December|ER|ED|GP|ENT|ICU|OB|A&E|I|ICE|PT|IT|HR|US|"
    r"UK|USA|Lidl|Aldi|Asda|Sainsbury|Morrisons|Waitrose|Boots|Lloyds|CVS|Walgreens|Kroger|Premier Inn|Spire|Bupa|"
    r"Nuffield|"
    r"Specsavers|Holland|John Lewis|IKEA|Uber|Royal Mail|DVLA|Greggs|Nando|KFC|Subway|Burger King|Pizza Hut|Domino|"
    r"Superdrug|"
    r"Argos|Primark)\b"
)
_CLINIC_WORDS = re.compile(
    r"(?:Emergency|Urgent|Primary Care|Pain|Sleep|Walk-?[Ii]n|Eye|Ear|Family|General|Heart|Skin|Medical|"
    r"Health|Vein|Fertility|Oral|Plastic|Bariatric|Knee|Hip|Back|Brain|Cosmetic|The|Any|My|A|An|In|After|"
    r"Before|Laser|Lasik|Open|Weight)\b"
)

_LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2}")


def addresses(text: str) -> Iterator[Finding]:
    """Streets, postcodes, villages and flats; cities and regions stay."""
    if not _LATIN.search(text):
        return
    for pattern in _STREETS:
        for match in pattern.finditer(text):
            if not _PUBLIC_STREET.match(match.group()):
                yield Finding(*match.span(), Kind.ADDRESS, 0.85, "the shape of a street address")
    for pattern in _POSTCODES:
        for match in pattern.finditer(text):
            yield Finding(*match.span(match.lastindex or 0), Kind.ADDRESS, 0.9, "a postcode")
    yield from _homes(text)
    for pattern in (_VILLAGE, _LIVE_NUMBER, _LIVE_LANE, _LIVE_UNIT):
        for match in pattern.finditer(text):
            yield Finding(*match.span(1), Kind.ADDRESS, 0.8, "follows words about living somewhere")


def _homes(text: str) -> Iterator[Finding]:
    """Houses, flats, farms and directions: whatever brings a stranger to the door."""
    for pattern in (*_HOMES, _LOWER_STREET, _LOWER_PART, _CABIN, _EIRCODE):
        for match in pattern.finditer(text):
            shouted = match.group().isupper() and not any(map(str.isdigit, match.group()))
            if not shouted and not _PUBLIC_STREET.fullmatch(match.group()):
                yield Finding(*_without_city(text, *match.span()), Kind.ADDRESS, 0.75, "the shape of an address")
                after = _AFTER_ADDRESS.match(text, match.end())
                if after:
                    yield Finding(*after.span(1), Kind.ADDRESS, 0.7, "a postcode after an address")
    for pattern in (*_LIVES_AT, _ADDRESS_LINE, _ROOM_AT):
        for match in pattern.finditer(text):
            for group in range(1, (match.lastindex or 0) + 1):
                if match.group(group) and not _is_city(match.group(group)):
                    yield Finding(*match.span(group), Kind.ADDRESS, 0.75, "follows words about living somewhere")
    for pattern in (_EIR_LABEL, _CITY_PIN):
        for match in pattern.finditer(text):
            if any(map(str.isdigit, match.group(1))):
                yield Finding(*match.span(1), Kind.ADDRESS, 0.85, "a postcode")
    yield from _ways_home(text)


def _ways_home(text: str) -> Iterator[Finding]:
    """Directions, where somebody tells of a home: the blue house behind the Shell on Miller Rd."""
    for pattern in _DIRECTIONS:
        for match in pattern.finditer(text):
            way = match.group()
            told = _LIVING.search(text[max(0, match.start() - 110) : match.start()]) and _TELLS_PLACE.search(way)
            tells = _LIVING.search(way[:40]) and re.search(r"[A-Z]", way[4:])
            if told or tells or way.startswith(("corner", "junction")):
                yield Finding(match.start(), match.start() + _clause(way), Kind.ADDRESS, 0.7, "the way to a home")


def _without_city(text: str, start: int, end: int) -> tuple[int, int]:
    """The address without a large city before or after it: Singapore, Blk 418 ..., 12 Hill Road, Leeds."""
    pieces = re.split(r", ?", text[start:end])
    if len(pieces) > 1 and _is_city(pieces[0]):
        start += len(pieces[0]) + (2 if text[start + len(pieces[0]) + 1 : end][:1] == " " else 1)
    if len(pieces) > 1 and _is_city(pieces[-1]) and not re.search(r"\d", pieces[-1]):
        end -= len(pieces[-1])
    return (start, end) if start < end else (end, end)


def _is_city(name: str) -> bool:
    """Whether every word of it is a known large place, or names a public hospital."""
    parts = re.findall(r"[A-Za-zÀ-ɏ']+", name)
    return bool(_HOSPITAL.search(name)) or all(bare(part) in words("places_en") for part in parts)


_CLAUSE_END = re.compile(
    r",? (?:so|and (?:the|my|i|he|she|we|it|since)|but|because|where|when|if|which|has|had|with no|please|is|took|"
    r"doctor)\b"
)


def _clause(stretch: str) -> int:
    """How much of a stretch belongs to the way described, before the sentence goes on to something else."""
    end = _CLAUSE_END.search(stretch)
    return end.start() if end else len(stretch)


def employers(text: str) -> Iterator[Finding]:
    """Workplaces and schools by name; large firms and hospitals where one is treated stay."""
    if not _LATIN.search(text):
        return
    for pattern in _EMPLOYER:
        for match in pattern.finditer(text):
            name = _TAIL.sub("", match.group(1))
            lone = " " not in name and re.search(
                r"\b(?:in|to) (?:the )?$", match.group()[: match.start(1) - match.start()]
            )
            if name and not lone and not _is_too_large(name):
                end = match.start(1) + len(name)
                yield Finding(match.start(1), end, Kind.EMPLOYER, 0.75, "follows words about work or school")
    yield from _small_businesses(text)
    for match in _ORG_NAMED.finditer(text):
        hospital = _HOSPITAL.search(match.group()) or re.match(
            r" (?:\w+ )?(?:Hospital|Medical|Infirmary)", text[match.end() :][:24]
        )
        if not hospital and not _CLINIC_WORDS.match(match.group(1)):
            yield Finding(*match.span(), Kind.EMPLOYER, 0.7, "the name of a school or business")


def _small_businesses(text: str) -> Iterator[Finding]:
    """Firms, clubs and congregations by what their names end in, and those told apart by where they stand."""
    for pattern in (_TRADED, _CAP_LOWER, _AND_SONS):
        for match in pattern.finditer(text):
            shouted = match.group().isupper() and text.isupper()
            if not shouted and not _is_too_large(match.group()) and not _CLINIC_WORDS.match(match.group()):
                yield Finding(
                    *match.span(), Kind.EMPLOYER, 0.7, "the name of a small business, a club or a congregation"
                )
    for match in _LOWER_ORG.finditer(text):
        name = match.group(1)
        while generic := _GENERIC_ORG.match(name):
            name = name[generic.end() :].lstrip(" &")
        if re.search(rf"[a-z'] (?:{_LOWER_TRADE})$", name):
            yield Finding(
                match.end() - len(name),
                match.end(),
                Kind.EMPLOYER,
                0.6,
                "the name of a small business in small letters",
            )
    for match in _ORG_PLACE.finditer(text):
        if not _is_city(match.group(1)) and not _HOSPITAL.search(match.group()):
            yield Finding(*match.span(), Kind.EMPLOYER, 0.65, "a business told apart by where it stands")
    for match in _SAINT.finditer(text):
        if _SAINT_CUE.search(text[max(0, match.start() - 50) : match.start()]) and not _HOSPITAL.match(
            text[match.end() :][:20].strip()
        ):
            yield Finding(*match.span(), Kind.EMPLOYER, 0.65, "a church or a school named after a saint")


def _is_too_large(name: str) -> bool:
    alone = re.fullmatch(_CAP, name)
    return bool(_HOSPITAL.search(name) or _BIG.match(name) or (alone and (is_word(name) or name.isupper())))
