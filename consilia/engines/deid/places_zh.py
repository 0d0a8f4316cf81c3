"""Chinese addresses down to the street, village or landmark, and workplaces and schools by name."""

import re
from collections.abc import Iterator

from consilia.engines.deid.anchored import Anchored
from consilia.engines.deid.findings import Finding, Kind
from consilia.engines.deid.lists import chinese_names

_HAN = "\u4e00-\u9fff"
_DIGITS = r"\d一二三四五六七八九十百零〇○卅廿"
_NUM = rf"[{_DIGITS}]{{1,5}}"
# One part of what follows the name of a street, a village or a building.
_PART = (
    rf"(?:{_NUM}(?:段|鄰|巷|弄|座|期)|{_NUM}(?:[之\-]{_NUM})?\s?(?:號|戶)(?:之{_NUM})?|"
    rf"[A-Z甲乙丙丁戊{_DIGITS}]棟(?:之{_NUM})?|(?:地下|B)?{_NUM}(?:樓|F(?![a-z]))(?:之{_NUM}|頂加|頂)?|"
    rf"[A-Z]?{_NUM}(?:室|房(?!東))|[A-Z]室|B\d(?!\d)|頂樓(?:加蓋)?)"
)
_TAIL = rf"(?:[,\s]?{_PART}){{0,8}}"
_ROAD = Anchored(rf"([{_HAN}]{{1,8}}?)(路|街|大道)({_NUM}段)?({_TAIL})", "路|街|大道", 8)
_VILLAGE = Anchored(
    rf"([{_HAN}]{{1,8}}?)(村|里|部落|庄|新城|眷舍)((?:[{_HAN}]{{1,5}}(?=\d{{1,4}}(?:[之\-]\d{{1,4}})?[鄰號]))?{_TAIL})",
    "村|里|部落|庄|新城|眷舍",
    8,
)
_BUILDING = Anchored(
    rf"([{_HAN}A-Z]{{0,9}}?)((?:社區|大樓|大廈|公寓|莊園|山莊|花園|國宅|新村|華廈|名廈|別墅|家園|學舍|宿舍|"
    rf"[男女][一二三四五六]?舍|苑|居|邸){{1,2}})"
    rf"(?:第?{_NUM}期)?\s?({_TAIL})",
    "社區|大[樓廈]|公寓|莊園|山莊|花園|國宅|新村|[華名]廈|別墅|家園|舍|苑|居|邸",
    9 + len("男一"),
)
_BLOCK = Anchored(rf"([{_HAN}]{{0,8}})((?:[A-Z甲乙丙丁戊]|{_NUM})[棟座])({_TAIL})", "[棟座]", 8 + 5)
_NUMBER = Anchored(
    rf"(?:{_NUM}段)?(?<!\d)(?:\d{{1,5}}巷)(?:\d{{1,5}}弄)?(?:\d{{1,5}}(?:[之\-]\d{{1,5}})?號)?(?:\d{{1,3}}樓)?",
    "巷",
    6 + 5,
)
_ROOM = Anchored(r"(?<!\d)[A-Z]?\d{3,4}(?:號)?(?:室|房)(?![東型間])", "室|房", 1 + 4 + 1)
# What a writer adds to a street to say which house: the alley, the corner, the flat.
_BESIDE = re.compile(
    rf"(?:的|上的?)?(?:那個|那間)?[{_HAN}]{{0,5}}?(?:巷口|巷底|口的?檳榔攤|口|底|附近|斜?對面|後面|旁邊|隔壁|套房|"
    rf"公寓|鐵皮屋|倉庫|透天厝?|平房|大樓)"
    rf"(?:那棟)?(?:{_NUM}樓)?(?:鐵皮屋)?"
)
_CROSSING = Anchored(
    rf"([{_HAN}]{{2,6}}[路街])(?:跟|和|與|,)([{_HAN}]{{2,4}}[路街](?:的?(?:交叉)?口)?)", "[路街][跟和與,]", 6
)
_POSTCODE = re.compile(rf"(?<![\d.])(\d{{3}}(?:\d{{2,3}})?)\s?(?=[{_HAN}]{{2,3}}[縣市]|[{_HAN}]{{2,5}}(?:[路街]|大道))")
_LABELLED_POSTCODE = re.compile(r"郵遞區號\s?[:是]?\s?(\d{3,6})")
_LIVES = re.compile(
    r"(?:住在|住|家在|老家在|地址|住址|戶籍|搬到|租屋在|寄到|寄至|送到|位於|就在|我家|厝佇|攤位在|店在|公司在)"
    r"[:是在於]{0,2}[^,.;!?\n]{0,14}$"
)
_NO_VILLAGE = re.compile(
    r"農|鄉|山|學校|公司|個|一個|這個|員工|學生|漁|老|新|醫院|校|小|大|住|同|同一|一|"
    r"整|整個|這|那|別|各|我們|你們|本|原住民|高級|起|公"
)
_BOUNDARY = re.compile(
    r".*(?:[縣市區鄉鎮]|住在|住|在|是|於|到|地址|住址|我家|家住|往|從|至|的|[跟與](?=..)|過|走|我們|他們|這個|那個|"
    r"搬|佇|寄|說|叫)"
)
_DISTRICT = re.compile(rf"(?:(?<=[縣市])|(?<=[在住於至到:\s]))[{_HAN}]{{1,3}}[區鄉鎮市]$")
_WARD = re.compile(rf"(?:住在|住|家在)[{_HAN}]{{2,6}}?(?:區|鄉|鎮|市)([{_HAN}]{{2,3}}(?:村|里))")
_TRIBE = re.compile(
    r"(?:原住民|山地|山上|我們|這個|那個|每個|整個|各|各個|他們|隔壁|附近|回|在|的|到|個|偏遠|偏鄉)部落$"
)
# Small places carry such endings; only where somebody says that he lives there.
_HAMLET = re.compile(
    rf"(?:住在?|我家在|家在|老家在?|人在|很小,就|[縣鄉]的)([{_HAN}]{{1,3}}(?:坑|寮|崙|厝|厝仔|尾|崎|坪|窩|塱|份|社|"
    rf"嶼|島)"
    rf"(?:那[個間]?(?:三合院|古厝|平房))?)(?=$|[^{_HAN}]|[那這的有很冬全])|"
    rf"(?<![{_HAN}])([{_HAN}]{{1,2}}[坑寮崙厝崎窩塱])(?=這邊|那邊|部落)"
)
_ISLES = frozenset({"台灣島", "本島", "外島", "離島", "海南島", "寶島", "半島", "大寮", "板寮", "上坪", "旅社", "報社"})

# Directions to a home: a landmark, how the home lies to it, and what the home is.
_LANDMARK = (
    r"(?:廟|宮|祠|寺|教堂|教會|土地公|媽祖|國小|國中|學校|幼兒園|市場|夜市|派出所|分局|消防隊|加油站|超商|便利商店|"
    r"小七|全家|全聯|家樂福|麥當勞|賣場|"
    r"橋|公園|車站|捷運站|平交道|活動中心|衛生所|郵局|紅綠燈|檳榔攤|早餐店|麵店|雜貨店|榕樹|大樹|涼亭|停車場|水塔|"
    r"工廠|圓環|地下道|農會|超市|"
    r"牌樓|碼頭|漁港|林道|產業道路|堤防|水溝|路口|巷口|巷|村|里|部落|社區|[路街](?=[^上])|路?段)"
)
_RELATION = (
    r"(?:後面|後門|背後|旁邊|旁|隔壁|斜?對面|正對面|前面|右轉|左轉|右手邊|左手邊|直走|過去|進去|附近|樓上|轉角|"
    r"轉進|上去|下去|埕|口|底|裡面|小巷|後壁)"
)
_DWELLING = re.compile(
    rf"第{_NUM}(?:間|家|戶|棟|條巷子?|個?(?:棚子|攤位?|門))|[那彼這]一?(?:間|戶|棟|排|"
    rf"條)(?:[{_HAN}]{{0,8}}?(?:巷子?裡?|厝|房子?|屋|公寓|大樓|平房|透天|套房|的))?|"
    r"三合院|四合院|平房|透天厝?|鐵皮屋|紅瓦厝|古厝|老厝|工寮|套房|雅房|矮房子?|貨櫃屋|農舍|公寓|"
    r"(?<=[後旁對底口個邊面])巷子裡?|"
    r"(?<=[底面邊])[那這]棟"
)
_CLAUSE = re.compile(r"[^,;!?\n.。:()]{0,30}$")
_ROUTE = re.compile(rf"{_LANDMARK}[{_HAN}A-Z\d]{{0,6}}?{_RELATION}")
_ROUTE_START = re.compile(
    r".*(?:住在|家在|住的?地方是?|我家是?在?|就是|就在|人在|攤位在|店在|住|在|佇|位於|"
    r"是)(?:[\u4e00-\u9fff]{2}[縣市]的?)?"
)
_HOME_BY_LANDMARK = re.compile(
    r"(?:住在|家住|家在|我家是?在?|厝佇|攤位在|店在|我們住|人在|住的地方是|住(?!的))(?P<route>"
    rf"[{_HAN}A-Z\d]{{2,16}}?{_RELATION}(?:[{_HAN}\d]{{0,8}}?(?:(?<=的)[{_HAN}]{{2,4}}|[一二三四五六七八九\d]樓|"
    rf"第.[間家戶]))?)(?![{_HAN}]{{0,3}}(?:診所|醫院))"
)

_ORG = (
    r"(?:麵茶|豆漿|滷味|冰店|水果行|花店|照相館|瓦斯行|佛具店?|彩券行|通訊行|洗車場?|珠心算|圍棋|舞蹈|畫室|鋼琴|"
    r"跆拳道|道館|瑜珈|會館|酒吧|酒店|小館|自助餐|燒臘|鹽酥雞|拉麵|壽司|居酒屋|海鮮|茶行|西藥房|青果|保全|清潔|"
    r"人力仲介|客運|租車|當鋪|地政士|會計師|代書|"
    r"國小|國中|高中|高職|高工|高商|高農|家商|小學|中學|女中|附中|附幼|學院|幼兒園|幼稚園|托兒所|托嬰中心|托嬰|"
    r"幼教|蒙特梭利|安親班|安親|課輔班|補習班|文理|美語|才藝班|"
    r"分校|雙語|"
    r"有限公司|(?<![們的])公司|企業社|工廠|早餐店|早午餐|便當店|便當|麵店|餐廳|餐館|小吃店|小吃部|茶餐廳|牛排館|粵菜館|火鍋店|"
    r"鍋物|雞排|釣蝦場|快炒店|熱炒|海產店|燒肉|食堂|豆花店|"
    r"商店|超市|便利商店|雜貨店|麵包坊|麵包店|烘焙坊|烘焙|蛋糕店|飲料店|茶飲|咖啡店|咖啡廳|咖啡館|檳榔攤|"
    r"診所|藥局|藥房|牙科|牙醫|眼科|皮膚專科|專科|婦產科|小兒科|骨科|中醫|動物醫院|獸醫院|婦產科醫院|"
    r"醫院(?<=科醫院)|生殖中心|睡眠中心|復健科|物理治療所|治療所|運動醫學|診療所|"
    r"美髮店|美髮|髮廊|髮型|理髮店|美容院|美甲|指彩|養生館|按摩店|醫美|裁縫店|洗衣店|銀樓|嫁妝店|書店|文具店|"
    r"服飾店|衝浪店|桌遊|網咖|健身房|"
    r"機車行|車行|輪胎行|汽車|車體|修車廠|車廠|機車出租|家具行|水電行|五金行|五金|農藥行|中藥行|工程行|企業行|商行|"
    r"茶行|鋁門窗行|鋁門窗|窗簾行|樂器行|眼鏡行|"
    r"農場|牧場|養殖場|果園|民宿|旅館|飯店|旅店|汽車旅館|小屋|"
    r"安養院|安養中心|安養之家|養護中心|養護所|護理之家|長照中心|長照機構|長照|日照中心|日照|日托|照顧中心|教養院|"
    r"育幼院|月子中心|產後護理之家|居家服務|"
    r"教會|天主堂|禮拜堂|聖堂|福音堂|清真寺|禪寺|精舍|道場|宮|寺|廟|堂|慈惠堂|佛堂|"
    r"事務所|工作室|工務所|合作社|農會|漁會|扶輪社|獅子會|登山社|社團|基金會|生命禮儀|禮儀社|協會|"
    r"營造|建設|建案|工地|科技|電子|紡織|印刷廠|印刷|機械廠|機械|鐵工廠|鐵工|模具|精密|工坊|沖壓廠|加工廠|橡膠|"
    r"塑膠|鋼構|鋼鐵|光電|電機|實業|工業|企業|食品|物流|貨運|通運|客運|"
    r"交通|數位行銷|數理|"
    r"指揮部|聯隊|攤|[一二三]?廠|店|館)"
)
# These alone stand behind so many ordinary words that a workplace needs a frame: 在…上班, 我們…, …的老闆.
_ORG_WEAK = re.compile(
    r"麵茶|豆漿|滷味|冰店|水果行|花店|照相館|瓦斯行|佛具店?|彩券行|通訊行|洗車場?|珠心算|圍棋|舞蹈|畫室|鋼琴|"
    r"跆拳道|道館|瑜珈|會館|酒吧|酒店|小館|自助餐|燒臘|鹽酥雞|拉麵|壽司|居酒屋|海鮮|茶行|西藥房|青果|保全|清潔|"
    r"人力仲介|客運|租車|當鋪|地政士|會計師|代書|"
    r"公司|工廠|早餐店|餐廳|商店|超市|便當|科技|電子|紡織|廠|店|攤|宮|寺|廟|堂|館|行|"
    r"精密|機械|工業|企業|實業|食品|工地|建設|交通|物流|眼科|骨科|牙科|牙醫|婦產科|小兒科|"
    r"復健科|專科|中醫|汽車|汽車旅館|燒肉|美髮|髮型|美甲|烘焙|數理|雙語|長照|醫美|五金|塑膠|"
    r"橡膠|印刷|社團|民宿|飯店|旅館|咖啡店|便利商店|藥局|藥房|運動醫學|美語|鋼鐵|光電|電機|"
    r"工作室|農場|果園|農會|協會|基金會|幼教|托嬰|日托|日照|模具|小屋|食堂|居家服務|營造|"
    r"鐵工|學院|雞排|桌遊|熱炒|茶飲|銀樓|健身房|網咖|鋁門窗|火鍋店|合作社"
)
_SCHOOL = re.compile(r"(?:國小|國中|高中|女中|高職|高工|高商|家商|中學|附中|幼兒園|教會|診所)$")
_PRACTICES = re.compile(r"眼科|牙科|牙醫|婦產科|小兒科|骨科|藥局|藥房")
_ORG_REACH = 12
_ORG_NAMED = re.compile(
    rf"([{_HAN}A-Za-z0-9]{{1,{_ORG_REACH}}}?{_ORG}{{1,3}})((?:附設|附屬|附幼)[{_HAN}]{{0,5}})?"
    rf"(\([{_HAN}]{{2,8}}\)|[{_HAN}]{{2,3}}(?:分店|店|分校|教會)(?![長員面裡內家]))?"
)
_ORG_AT_END = re.compile(_ORG + "{1,3}$")
_ORG_WORD = re.compile(_ORG)
# Where the sentence ends and the name begins.
_ORG_LEAD = re.compile(
    r".*(?:任職於|任教於|服務於|就讀|畢業於|位於|前往|老闆是|學校是|公司是|公司叫|店名|工作地點|只有|身為|連上|"
    r"店家|主管|[在於的了我他她你]|[是叫讀念唸去從被們給間這那某說問到跟住](?=..)|開了?一?[間家]?(?=..)|經營|轉來|"
    r"(?:媽媽|爸爸|先生|太太|老公|老婆|朋友|同事|鄰居|兒子|女兒|小孩|孩子|弟弟|妹妹|哥哥|姊姊|姐姐|婆婆|公公|阿嬤|"
    r"阿公|醫師|醫生|老闆|社區)(?=..))"
)
# What describes a business without naming it; stripped wherever it stands, and what is left is the name.
_DISTRICTS = re.compile(
    r"旺角|沙田|屯門|荃灣|九龍|元朗|灣仔|中環|板橋|三重|中和|永和|新莊|新店|土城|蘆洲|汐止|樹林|淡水|三峽|林口|"
    r"鶯歌|五股|泰山|內湖|信義|大安|士林|北投|松山|萬華|文山|南港|"
    r"中壢|平鎮|八德|楊梅|龜山|大溪|竹北|竹東|湖口|頭份|竹南|豐原|大里|太平|潭子|大雅|沙鹿|清水|梧棲|大甲|員林|"
    r"鹿港|埔里|草屯|斗六|虎尾|北港|朴子|民雄|新營|永康|善化|鳳山|左營|楠梓|岡山|"
    r"小港|旗山|美濃|潮州|東港|恆春|墾丁|羅東|礁溪|蘇澳"
)
_GENERIC = re.compile(
    r"[前上下這那]?[一兩三幾]天前?|上?上?個?[週周]末?|上個月|禮拜[一二三四五六天日]?|星期[一二三四五六天日]?|街上|路上|看見|看到|請先|打之前|先|請|"
    r"上(?=$)|應當|診斷|正規|建議|確認|蔬果|蔬菜|"
    r"附近|隔壁|對面|旁邊|巷口|樓下|樓上|當地|本地|在地|外面|一般|普通|連鎖|大型|小型|中型|私立|公立|國立|市立|"
    r"縣立|鄉立|私人|公家|傳統|知名|有名|新開|平價|高級|外商|日商|美商|台商|上市|"
    r"上櫃|家庭|家族|社區|學校|醫院|住家|我家|自己|老家|娘家|婆家|台北|臺北|新北|桃園|新竹|苗栗|台中|臺中|彰化|"
    r"南投|雲林|嘉義|台南|臺南|高雄|屏東|宜蘭|花蓮|台東|臺東|澎湖|金門|"
    r"馬祖|基隆|台灣|臺灣|中部|南部|北部|東部|大陸|中國|日本|美國|香港|越南|印尼|泰國|韓國|歐美|義式|日式|美式|"
    r"中式|西式|港式|泰式|韓式|法式|"
    r"中醫|西醫|牙醫|獸醫|小兒科|小兒|兒童|婦產科|婦產|婦科|皮膚科|皮膚|眼科|牙科|耳鼻喉科?|復健科?|內科|外科|骨科|"
    r"家醫科?|身心科?|精神科?|泌尿科?|心臟科?|神經科?|肝膽|腸胃科?|胸腔科?|"
    r"新陳代謝科?|過敏|美容|整形|醫美|健檢|聯合|綜合|專科|中心|診所|藥局|醫藥|製藥|生技|連鎖|健保|特約|"
    r"食品|保險|科技|電子|半導體|化工|紡織|塑膠|印刷|機械|模具|金屬|汽車|機車|物流|貨運|建設|營造|工程|資訊|軟體|"
    r"網路|廣告|設計|貿易|旅行|清潔|保全|搬家|建築|石化|鋼鐵|造紙|成衣|"
    r"鞋|皮革|輪胎|玩具|家具|傢俱|電鍍|水泥|油漆|木材|玻璃|五金|農藥|中藥|西藥|青草|眼鏡|鐘錶|樂器|水電|"
    r"早餐|便當|麵|小吃|飲料|手搖飲?|咖啡|麵包|蛋糕|火鍋|燒烤|燒肉|牛肉|牛排|滷味|豆花|雞排|鹽酥雞|海鮮|海產|熱炒|"
    r"快炒|素食|自助餐|簡餐|餐飲|速食|鍋物|甜點|冰品|冰|茶|酒|菸酒|"
    r"便利|雜貨|百貨|文具|書|服飾|衣服|洗衣|理髮|美髮|寵物|動物|流浪|養生|按摩|健身|瑜珈|美甲|算命|彩券|銀|金飾|"
    r"公司|工廠|學生|幼兒|幼稚|國小|國中|高中|高職|大學|科大|小學|中學|補習|安親|課後|托嬰|托兒|長照|日照|安養|"
    r"養護|老人|護理|月子|產後|坐|照顧|居家|身心障礙|"
    r"媽祖|土地公|王爺|關公|觀音|佛|天主|基督|基督教|"
    r"這|那|哪|某|每|各|一二三|[一二三兩幾][間家個所位名]|同一?年?|些|第[一二三]次|"
    r"上班|下班|上學|打工|工作|做|開|賣|工|顧|住|搬|吃|掛|買|拿|回|問|找|看|進|出|換|跑|逛|經過|路過|剛|常|也|都|"
    r"有|還|再|先|又|直接|只能|可以|可能|建議|改|聽|讀|念|唸|去|到|"
    r"之前|以前|後來|現在|目前|今天|昨天|早上|晚上|下午|中午|最近|平常|平日|假日|週末|每天|每週|"
    r"媽媽|爸爸|先生|太太|老公|老婆|朋友|同事|鄰居|兒子|女兒|小孩|孩子|寶寶|老闆|醫師|醫生|護士|藥師|老師|病人|"
    r"開立|處方|門診|急診|指示|成藥|藥|治療|檢查|原|轉|離|近|遠|"
    r"和|跟|與|或|及|或是|還是|到處|所有|其他|別|任何|網|全"
)
_SIZES = frozenset("大小老新舊好壞爛黑多幾兩一二三高低")
_NOT_IN_ORG = re.compile(
    r"[我你妳他她它的了是不沒很嗎呢吧啊誰就要想能會把被讓給但因為所過著得什麼怎吃喝痛病症癌炎腫血尿便眼耳鼻喉胃腸肝"
    r"腎肺骨腦腳腿腰背胸腹頭肩膝指]"
)
_WORK_AFTER = re.compile(
    rf"^[{_HAN}]{{0,4}}?(?:工作|上班|上課|任教|任職|服務|當|擔任|做|教|讀書|就讀|唸書|念書|實習|打工|讀|顧|幫忙|"
    rf"的(?:老師|學生|員工|老闆|志工|會計|店員|幹部|護理師?|社工|督導|廟公|師傅|櫃[檯台]|牧師|傳道|教友|店長|"
    rf"工讀生)|老師|學生|員工|志工|廟公|"
    rf"洗碗|煎|綁|開CNC|[一二三四五六大中小國高][年班]|值班|輪班|大夜|聚會|司琴|領班|送貨|焊接|灌漿)"
)
_WORK_BEFORE = re.compile(
    r"(?:在|於|就讀|任職於?|任教於?|服務於|讀|念|唸|開了?一?[間家]?|經營|是|我們|我家|公司是|學校是|公司:|學校:|"
    r"單位:|地點:?|轉出:|上|去|叫|店家|店名|本校|公司叫|住|從|從事)\s?$"
)
_PUBLIC_HOSPITAL = re.compile(
    r"台大|臺大|榮總|北榮|中榮|高榮|長庚|馬偕|高醫|慈濟|成大|奇美|國泰|新光|亞東|三總|三軍|振興|萬芳|雙和|北醫|"
    r"中國附醫|中國醫|中山附醫|彰基|童綜合|聖母|耕莘|署立|部立|市立|縣立|國軍|聯合醫院|"
    r"義大|屏基|門諾|秀傳|光田|澄清|恩主公|敏盛|壢新|聯新|羅東博愛|安南|嘉基|阮綜合|輔大|衛福部"
)
_BIG_FIRM = re.compile(
    r"台積電|鴻海|富士康|聯電|聯發科|大立光|台塑|中油|台電|台糖|中華電信|中鋼|統一|全聯|家樂福|好市多|麥當勞|"
    r"星巴克|肯德基|摩斯|全家|萊爾富|屈臣氏|康是美|大潤發|愛買|誠品|"
    r"百貨|銀行|郵局|國泰|富邦|政府|市府|公所|台鐵|高鐵|捷運|竹科|中科|南科|科學園區|園區|加工區|工業區"
)
_AT_WORK = re.compile(
    rf"(?:(?<![現存實內所站躺放擺花])在|打工在|我們)([{_HAN}A-Za-z]{{2,10}}?)"
    r"(當(?:作業員|兵|.{1,5}[員師手工生長警兵計])|工作|上班|任職|擔任|任教|打工|實習|教(?!會|堂|養|育|室|授|練|"
    r"學)[\u4e00-\u9fff]|服務|上大夜|輪班|值班|聚會|補習|受訓|"
    r"做(?:CNC|[\u4e00-\u9fff]{1,3}[員師工焊])|開CNC|讀[高國小大幼])"
)
_NO_EMPLOYER = re.compile(
    r"(?:業|家|家裡|工廠|公司|醫院|學校|外面|工地|市場|夜市|餐廳|廚房|辦公室|國外|戶外|室內|外地|鄉下|北部|南部|"
    r"中部|部門|單位|機構|政府|機關|中心|這裡|那裡|這邊|那邊|附近|店|廠|診所|"
    r"[路街巷村里島縣市區鄉鎮國]|飯店|教室|門市|部隊|軍中|船上|山上|海邊|田裡|園區|行|班|系|所|中|面|邊|間|房|室|"
    r"站|場|攤|局|隊)$|"
    r"[我他她你妳的了不沒是這那前後上下裡時很常每應可因所就也都會要和跟與說問想覺過著身]|期間|一直|晚上|白天|早上|"
    r"工作|上班|目前|現在|服用|治療|使用|懷孕"
)
_SCHOOL_AFTER_STUDY = re.compile(
    rf"(?<![誦研閱朗])(?:讀|念|唸)([{_HAN}]{{2,5}}?)(?=,?(?:[國高小大]?[一二三四五六][年了,的上]|國[一二三]|"
    rf"高[一二三]|大[一二三四]|,國中|的時候))"
)
_NO_SCHOOL = re.compile(
    r"[書系科年班完到給不起碩博所級了的我他她研公私國立]|幼兒|小學|大學|小班|中班|大班|高[中職一二三]|夜校|五專|"
    r"醫學|護理|幼稚"
)
_UNIT = re.compile(
    rf"(?:[{_HAN}]{{2,6}}?(?:[\d一二三四五六七八九十〇零]{{2,4}}(?:旅|師|聯隊|營)|指揮部|"
    rf"[步砲裝工]{_NUM}營)(?:[{_HAN}]{{1,4}}?(?:連|中隊|營))?)"
)
_SHIP = re.compile(rf"(?:船|漁船|海釣船)(?:名|叫|是)?\s?[「\"(『]?([{_HAN}]{{2,5}}號)")
_QUOTED_SHOP = re.compile(
    rf"(?:店|公司|民宿|診所|工廠|餐廳|補習班|地方|間舖|車行|攤子?)名?(?:叫做?|名叫|名是|"
    rf"名為)\s?[「\"『]?([{_HAN}A-Za-z0-9]{{2,10}}?)(?=[」\"』]|$|[^{_HAN}A-Za-z0-9]|[是的在做他她我最])"
)
_ONES_SHOP = re.compile(
    rf"([阿小老][{_HAN}]{{1,2}}的(?:店|攤子?|廚房|小館|早餐))|那[間家]([{_HAN}]{{2,5}}?)的(?:店員|老闆|員工|工讀生|"
    rf"店長|師傅)"
)
_GOD_HOUSE = re.compile(
    r"(?:子|東|白|皇|故|冷|迷|行|後|正|入)宮|(?:天|食|教|課|禮|靈|殿|學|廳|名|滿|大|法|高|公|心|一|店)堂|寺|(?:寺|"
    r"大|小|土地公|媽祖)廟"
)


def addresses(text: str) -> Iterator[Finding]:
    """Streets, villages, buildings and directions to a home in Chinese."""
    yield from _streets_and_villages(text)
    yield from _buildings(text)
    for match in _NUMBER.finditer(text):
        yield Finding(*match.span(), Kind.ADDRESS, 0.8, "a lane or house number")
    for pattern in (_WARD, _POSTCODE, _LABELLED_POSTCODE):
        for match in pattern.finditer(text):
            yield Finding(*match.span(1), Kind.ADDRESS, 0.8, "a village or ward, or its postcode")
    for match in _HAMLET.finditer(text):
        if match.group(match.lastindex or 1) not in _ISLES:
            yield Finding(*match.span(match.lastindex or 1), Kind.ADDRESS, 0.7, "a small place where somebody lives")
    for match in _CROSSING.finditer(text):
        start = match.start() + _lead(match.group(1))
        if start < match.end(1) - 1:
            yield Finding(start, _beside(text, match.end()), Kind.ADDRESS, 0.8, "where two streets meet")
    yield from _directions(text)


def _streets_and_villages(text: str) -> Iterator[Finding]:
    for pattern in (_ROAD, _VILLAGE):
        for match in pattern.finditer(text):
            start = match.start() + _lead(match.group(1))
            name = text[start : match.end(1)]
            lives = bool(_LIVES.search(text[max(0, start - 24) : start]))
            tail = match.group(match.lastindex or 0)
            numbered = bool(re.search(r"[號巷弄鄰棟樓]", tail)) or (pattern is _ROAD and bool(match.group(3)))
            tribe = match.group(2) == "部落" and not _TRIBE.search(text[max(0, start - 2) : match.end(2)])
            if name and not _NO_VILLAGE.fullmatch(name) and (numbered or tribe or (lives and len(name) <= 4)):
                district = _DISTRICT.search(text[max(0, start - 6) : start]) if numbered else None
                start -= len(district.group()) if district else 0
                end = _beside(text, match.end()) if numbered else match.end()
                yield Finding(start, end, Kind.ADDRESS, 0.9 if numbered else 0.7, "a street or village")


def _beside(text: str, end: int) -> int:
    further = _BESIDE.match(text, end)
    return further.end() if further else end


def _buildings(text: str) -> Iterator[Finding]:
    for pattern in (_BUILDING, _BLOCK):
        for match in pattern.finditer(text):
            start = match.start() + _lead(match.group(1))
            lives = bool(_LIVES.search(text[max(0, start - 16) : start]))
            named = match.end(1) - start >= 2 and not _NO_VILLAGE.fullmatch(text, start, match.end(1))
            placed = bool(match.group(3)) or (pattern is _BLOCK and (lives or match.end(1) - start >= 3))
            if placed or (lives and named and pattern is _BUILDING):
                yield Finding(start, match.end(), Kind.ADDRESS, 0.75, "a building, a block or a flat")
    for match in _ROOM.finditer(text):
        if not re.search(r"病$|手術$", text[max(0, match.start() - 2) : match.start()]):
            yield Finding(*match.span(), Kind.ADDRESS, 0.7, "the number of a room")


def _directions(text: str) -> Iterator[Finding]:
    """過了土地公廟右轉第三間: what leads to one home names it as well as a house number does."""
    for match in _DWELLING.finditer(text):
        clause = _CLAUSE.search(text, max(0, match.start() - 30), match.start())
        begin = clause.start() if clause else match.start()
        stretch = text[begin : match.start()]
        route = _ROUTE.search(stretch)
        if route:
            lead = _ROUTE_START.match(stretch[: route.start()])
            further = re.match(
                rf"(?:[有沒][{_HAN}]{{1,8}}[那的][戶間棟家])?{_TAIL}(?:,第{_NUM}個?(?:[間家戶棟攤門]|棚子|攤位))?",
                text[match.end() : match.end() + 24],
            )
            end = match.end() + (further.end() if further else 0)
            yield Finding(begin + (lead.end() if lead else 0), end, Kind.ADDRESS, 0.7, "directions to a home")
    for match in _HOME_BY_LANDMARK.finditer(text):
        if re.search(_LANDMARK, match.group("route")):
            yield Finding(*match.span("route"), Kind.ADDRESS, 0.65, "a home by what stands near it")


def _lead(stretch: str) -> int:
    """How much of the characters before 路 or 村 belongs to the sentence and not to the name."""
    boundary = _BOUNDARY.match(stretch)
    return min(boundary.end(), len(stretch)) if boundary else max(0, len(stretch) - 4)


def employers(text: str) -> Iterator[Finding]:
    """Workplaces, schools, shops, temples and small clinics by name."""
    yield from _named_businesses(text)
    yield from _at_work(text)
    for match in _SCHOOL_AFTER_STUDY.finditer(text):
        if not _NO_SCHOOL.search(match.group(1)) and _proper(match.group(1)):
            yield Finding(*match.span(1), Kind.EMPLOYER, 0.65, "follows words about work or school")
    for match in _UNIT.finditer(text):
        start = match.start() + _org_lead(match.group())
        yield Finding(start, match.end(), Kind.EMPLOYER, 0.75, "a unit of the army")
    for pattern in (_SHIP, _QUOTED_SHOP, _ONES_SHOP):
        for match in pattern.finditer(text):
            name = match.group(match.lastindex or 1)
            if not _is_large(name) and not _NOT_IN_ORG.search(name.replace("的", "")) and name != "救護車":
                yield Finding(*match.span(match.lastindex or 1), Kind.EMPLOYER, 0.7, "the name of a business")


def _ending_in_a_business(text: str) -> Iterator[re.Match[str]]:
    """As _ORG_NAMED.finditer, which alone would try a dozen lengths for every character of the text."""
    at = 0
    word = _ORG_WORD.search(text, 1)
    while word:
        match = _ORG_NAMED.search(text, max(at, word.start() - _ORG_REACH), word.end() + 4 * _ORG_REACH)
        if match:
            at = match.end()
            yield match
        word = _ORG_WORD.search(text, max(at, word.start()) + 1)


def _named_businesses(text: str) -> Iterator[Finding]:
    for match in _ending_in_a_business(text):
        kind = _ORG_AT_END.search(match.group(1))
        if not kind:
            continue
        name = match.group(1)[: kind.start()]
        lead = _org_lead(name)
        start = match.start() + lead
        proper = name[lead:]
        before = text[max(0, match.start() - 6) : start]
        framed = bool(_WORK_BEFORE.search(before))
        works = bool(_WORK_AFTER.match(text[match.end() : match.end() + 12])) or bool(match.group(3))
        whole = lead > 0 or not re.search(rf"[{_HAN}]$", text[max(0, match.start() - 1) : match.start()])
        weak = bool(_ORG_WEAK.fullmatch(kind.group()))
        # 日日好眼科: a speciality with a name before it, up to the end of the clause, is a practice.
        practice = (
            whole
            and _PRACTICES.fullmatch(kind.group())
            and not re.match(
                f"[{_HAN}]",
                text[match.end() : match.end() + 1],
            )
        )
        certain = framed or works or practice or (whole and not weak)
        if (
            certain
            and _proper(proper, weak=weak, school=bool(_SCHOOL.search(kind.group())))
            and not _is_large(match.group(1)[lead:])
            and not _GOD_HOUSE.search(match.group(1)[-3:])
        ):
            yield Finding(start, match.end(), Kind.EMPLOYER, 0.8 if framed or works else 0.7, "a workplace or school")


def _proper(name: str, *, weak: bool = True, school: bool = False) -> bool:
    """Whether a name is left once all that merely describes is gone: 林小兒科 but not 附近小兒科."""
    left = _GENERIC.sub("", name if school else _DISTRICTS.sub("", name))
    if _NOT_IN_ORG.search(left) or not left or set(left) <= _SIZES:
        return False
    return len(left) >= 2 or left in chinese_names().common or (not weak and len(name) >= 2)


def is_general(name: str) -> bool:
    """Whether nothing of a business's name is its own: 牙醫診所, 一般公司."""
    own = _ORG_AT_END.sub("", name)
    return own != name and not (own and _proper(own))


def _is_large(name: str) -> bool:
    return bool(_PUBLIC_HOSPITAL.search(name) or _BIG_FIRM.search(name))


def _at_work(text: str) -> Iterator[Finding]:
    """A workplace that no word for a kind of business gives away: 在宏達精密當作業員."""
    for match in _AT_WORK.finditer(text):
        name = match.group(1)
        if not _NO_EMPLOYER.search(name) and not _is_large(name) and _proper(name):
            yield Finding(*match.span(1), Kind.EMPLOYER, 0.6, "follows words about work or school")


def _org_lead(name: str) -> int:
    boundary = _ORG_LEAD.match(name)
    return boundary.end() if boundary else 0
