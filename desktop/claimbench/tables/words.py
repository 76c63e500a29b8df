"""Words that stand beside numbers and in dates, in several languages: data, not code."""

from __future__ import annotations

import re
from typing import Final

from claimbench.core.relation import Relation

#: The twelve months by ISO 639 code of the language, each as it is written in full, in the genitive and short; from
#: Bulgarian on as the Unicode Common Locale Data Repository has them. Croatian is not here: its listopad is October.
MONTHS: Final[dict[str, str]] = {
    "en": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept"
    "|october oct|november nov|december dec",
    "uk": "січень січня січ|лютий лютого лют|березень березня бер|квітень квітня кві квіт"
    "|травень травня тра трав"
    "|червень червня чер черв|липень липня лип|серпень серпня сер серп|вересень вересня вер|жовтень жовтня жов жовт"
    "|листопад листопада лис лист|грудень грудня гру груд",
    "ru": "январь января янв|февраль февраля фев февр|март марта мар|апрель апреля апр|май мая|июнь июня июн"
    "|июль июля июл|август августа авг|сентябрь сентября сен сент|октябрь октября окт|ноябрь ноября ноя нояб"
    "|декабрь декабря дек",
    "de": "januar jan jänner jän|februar feb feber|märz mär maerz mrz|april apr|mai|juni jun|juli jul|august aug"
    "|september sep sept|oktober okt|november nov|dezember dez",
    "fr": "janvier janv jan|février févr fév fevrier fevr fev|mars|avril avr|mai|juin|juillet juil|août aout aoû"
    "|septembre sept|octobre oct|novembre nov|décembre déc decembre",
    "pl": "styczeń stycznia sty styczen|luty lutego lut|marzec marca|kwiecień kwietnia kwi kwiecien|maj maja"
    "|czerwiec czerwca cze|lipiec lipca lip|sierpień sierpnia sie sierpien|wrzesień września wrz wrzesien wrzesnia"
    "|październik października paź pazdziernik pazdziernika paz|listopad listopada lis|grudzień grudnia gru grudzien",
    "es": "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago"
    "|septiembre setiembre sept set|octubre oct|noviembre nov|diciembre dic",
    "it": "gennaio gen|febbraio feb|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug|agosto ago|settembre set"
    "|ottobre ott|novembre nov|dicembre dic",
    "pt": "janeiro jan|fevereiro fev|março marco mar|abril abr|maio mai|junho jun|julho jul|agosto ago"
    "|setembro set|outubro out|novembro nov|dezembro dez",
    "nl": "januari jan|februari feb|maart mrt|april apr|mei|juni jun|juli jul|augustus aug|september sep"
    "|oktober okt|november nov|december dec",
    "ro": "ianuarie ian|februarie feb|martie mar|aprilie apr|mai|iunie iun|iulie iul|august aug|septembrie sept"
    "|octombrie oct|noiembrie noi nov|decembrie dec",
    "cs": "leden ledna|únor února|březen března|duben dubna|květen května|červen června|červenec července|srpen srpna"
    "|září|říjen října|listopad listopadu|prosinec prosince",
    "be": "студзень студзеня сту|люты лютага|сакавік сакавіка сак|красавік красавіка кра|май мая|чэрвень чэрвеня чэр"
    "|ліпень ліпеня ліп|жнівень жніўня жні|верасень верасня|кастрычнік кастрычніка кас|лістапад лістапада ліс"
    "|снежань снежня сне",
    "tr": "ocak oca|şubat şub|mart|nisan nis|mayıs|haziran haz|temmuz tem|ağustos ağu|eylül eyl|ekim eki|kasım kas"
    "|aralık ara",
    "bg": "януари яну|февруари фев|март|април апр|май|юни|юли|август авг|септември сеп|октомври окт|ноември ное"
    "|декември дек",
    "ca": "gener gen|febrer febr|març|abril abr|maig|juny|juliol jul|agost ag|setembre set|octubre oct|novembre nov"
    "|desembre des",
    "da": "januar jan|februar feb|marts mar|april apr|maj|juni jun|juli jul|august aug|september sep|oktober okt"
    "|november nov|december dec",
    "el": "ιανουαρίου ιαν ιανουάριος|φεβρουαρίου φεβ φεβρουάριος|μαρτίου μαρ μάρτιος μάρ|απριλίου απρ απρίλιος"
    "|μαΐου μαΐ μάιος μάι|ιουνίου ιουν ιούνιος ιούν|ιουλίου ιουλ ιούλιος ιούλ|αυγούστου αυγ αύγουστος αύγ"
    "|σεπτεμβρίου σεπ σεπτέμβριος|οκτωβρίου οκτ οκτώβριος|νοεμβρίου νοε νοέμβριος νοέ|δεκεμβρίου δεκ δεκέμβριος",
    "et": "jaanuar jaan|veebruar veebr|märts|aprill apr|mai|juuni|juuli|august aug|september sept|oktoober okt"
    "|november nov|detsember dets",
    "fi": "tammikuuta tammi tammikuu|helmikuuta helmi helmikuu|maaliskuuta maalis maaliskuu"
    "|huhtikuuta huhti huhtikuu|toukokuuta touko toukokuu|kesäkuuta kesä kesäkuu|heinäkuuta heinä heinäkuu"
    "|elokuuta elokuu|syyskuuta syys syyskuu|lokakuuta loka lokakuu|marraskuuta marras marraskuu"
    "|joulukuuta joulu joulukuu",
    "hu": "január jan|február febr|március márc|április ápr|május máj|június jún|július júl|augusztus aug"
    "|szeptember szept|október okt|november nov|december dec",
    "is": "janúar jan|febrúar feb|mars mar|apríl apr|maí|júní jún|júlí júl|ágúst ágú|september sep|október okt"
    "|nóvember nóv|desember des",
    "ka": "იანვარი იან|თებერვალი თებ|მარტი მარ|აპრილი აპრ|მაისი მაი|ივნისი ივნ|ივლისი ივლ|აგვისტო აგვ|სექტემბერი სექ"
    "|ოქტომბერი ოქტ|ნოემბერი ნოე|დეკემბერი დეკ",
    "kk": "қаңтар қаң|ақпан ақп|наурыз нау|сәуір сәу|мамыр мам|маусым мау|шілде шіл|тамыз там|қыркүйек қыр|қазан қаз"
    "|қараша қар|желтоқсан жел",
    "lt": "sausio saus sausis|vasario vas vasaris|kovo kov kovas|balandžio balandis|gegužės geg gegužė"
    "|birželio birž birželis|liepos liep liepa|rugpjūčio rugp rugpjūtis|rugsėjo rugs rugsėjis|spalio spal spalis"
    "|lapkričio lapkr lapkritis|gruodžio gruod gruodis",
    "lv": "janvāris janv|februāris febr|marts|aprīlis apr|maijs|jūnijs jūn|jūlijs jūl|augusts aug|septembris sept"
    "|oktobris okt|novembris nov|decembris dec",
    "nb": "januar jan|februar feb|mars mar|april apr|mai|juni jun|juli jul|august aug|september sep|oktober okt"
    "|november nov|desember des",
    "sk": "januára jan január|februára feb február|marca mar marec|apríla apr apríl|mája máj|júna jún|júla júl"
    "|augusta aug august|septembra sep september|októbra okt október|novembra nov november|decembra dec december",
    "sl": "januar jan|februar feb|marec mar|april apr|maj|junij jun|julij jul|avgust avg|september sep|oktober okt"
    "|november nov|december dec",
    "sr": "јануар јан januar jan|фебруар феб februar feb|март мар mart mar|април апр april apr|мај maj|јун jun"
    "|јул jul|август авг avgust avg|септембар сеп septembar sep|октобар окт oktobar okt|новембар нов novembar nov"
    "|децембар дец decembar dec",
    "sv": "januari jan|februari feb|mars|april apr|maj|juni|juli|augusti aug|september sep|oktober okt|november nov"
    "|december dec",
    "sw": "januari jan|februari feb|machi|aprili apr|mei|juni jun|julai jul|agosti ago|septemba sep|oktoba okt"
    "|novemba nov|desemba des",
    "az": "yanvar yan|fevral fev|mart mar|aprel apr|may|iyun iyn|iyul iyl|avqust avq|sentyabr|oktyabr okt|noyabr noy"
    "|dekabr dek",
    "ga": "eanáir ean|feabhra feabh|márta|aibreán aib|bealtaine beal|meitheamh meith|iúil|lúnasa lún|mfómh|dfómh"
    "|samhain samh|nollaig noll",
    "id": "januari jan|februari feb|maret mar|april apr|mei|juni jun|juli jul|agustus agu|september sep|oktober okt"
    "|november nov|desember des",
}
#: The number of each month by every word for it.
MONTH_NUMBERS: Final[dict[str, int]] = {
    name.casefold(): number
    for months in MONTHS.values()
    for number, names in enumerate(months.split("|"), 1)
    for name in names.split()
}
#: Days of the week; they are passed over in dates.
WEEKDAYS: Final = re.split(
    r"[ |]",
    "monday mon|tuesday tues tue|wednesday wednes wed|thursday thurs thur thu|friday fri|saturday satur sat|sunday sun"
    "|понеділок пн|вівторок вт|середа ср|четвер чт|п'ятниця п’ятниця пт|субота сб|неділя нд|понедельник|вторник|среда"
    "|четверг|пятница|суббота|воскресенье вс|montag mo|dienstag di|mittwoch mi|donnerstag do|freitag fr|samstag sa"
    "|sonntag so|lundi lun|mardi|mercredi|jeudi|vendredi|samedi|dimanche|poniedziałek pon|wtorek|środa|czwartek|piątek"
    "|sobota|niedziela|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    "|çərşənbə|şənbə|панядзелак|аўторак|серада|чацвер|пятніца|нядзеля|понеделник|сряда|четвъртък|петък|събота|"
    "неделя|dilluns|dimarts|dimecres|dijous|divendres|dissabte|diumenge|pondělí|úterý|středa|čtvrtek|pátek|neděle|"
    "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυριακή|"
    "esmaspäev|teisipäev|kolmapäev|neljapäev|reede|laupäev|pühapäev|maanantaina|maanantai|tiistaina|tiistai|"
    "keskiviikkona|keskiviikko|torstaina|torstai|perjantaina|perjantai|lauantaina|lauantai|sunnuntaina|sunnuntai|"
    "hétfő|szerda|csütörtök|péntek|szombat|vasárnap|mánudagur|þriðjudagur|miðvikudagur|fimmtudagur|föstudagur|"
    "laugardagur|sunnudagur|ორშაბათი|სამშაბათი|ოთხშაბათი|ხუთშაბათი|პარასკევი|შაბათი|კვირა|дүйсенбі|сейсенбі|"
    "сәрсенбі|бейсенбі|сенбі|жексенбі|pirmadienis|antradienis|trečiadienis|ketvirtadienis|penktadienis|šeštadienis|"
    "sekmadienis|pirmdiena|otrdiena|trešdiena|ceturtdiena|piektdiena|sestdiena|svētdiena|pondelok|utorok|streda|"
    "štvrtok|piatok|nedeľa|ponedeljek|sreda|četrtek|petek|nedelja|понедељак|уторак|четвртак|петак|недеља|ponedeljak|"
    "utorak|četvrtak|petak|ponedjeljak|srijeda|nedjelja|måndag|tisdag|lördag|söndag|jumatatu|jumanne|jumatano|"
    "alhamisi|ijumaa|jumamosi|jumapili|máirt|déardaoin|aoine|senin|selasa|kamis|jumat|sabtu|minggu|pazartesi|"
    "çarşamba|perşembe|cumartesi|marți|miercuri|vineri|sâmbătă|duminică|maandag|dinsdag|woensdag|donderdag|vrijdag|"
    "zaterdag|zondag|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|lunedì|martedì|mercoledì|"
    "giovedì|venerdì|sabato|domenica|пʼятниця|torek|subota",
)

#: Short names of days of the week, where they stand before a whole date; from the same repository.
WEEKDAYS_SHORT: Final = re.split(
    " ",
    "kedd pazar salı cuma bazar man tirs tir ons tors tor fre lør søn mån tis lör sön δευ τρί τετ πέμ παρ σάβ κυρ"
    " sze szo mán þri mið fim fös lau lun mar mer jeu ven sam dim gio sab dom mié jue vie sáb seg ter qua qui sex"
    " czw niedz mie joi vin sâm dum pon wt śr pt ma di wo vr za zo пн вт ср чт пт сб вс нд pá út st čt so ne ut"
    " sre čet pet sob ned pzt sal çar cum cmt paz luan máirt céad déar aoine sath domh",
)

#: What stands before or after a number and says how it is meant, by relation; the longer are tried first.
BEFORE: Final[dict[Relation, tuple[str, ...]]] = {
    "about": (
        "~", "≈", "≃", "∼", "c.", "ca.", "ca", "circa", "approx.", "approx", "approximately", "about", "around", "some",
        "roughly", "nearly", "almost", "est.", "близько", "приблизно", "прибл.", "біля", "майже", "около", "примерно",
        "ок.", "rund", "etwa", "zirka", "environ", "env.", "près de", "około", "ok.", "unos", "unas", "cerca de",
        "aproximadamente", "alrededor de", "≲", "≳",
    ),
    "at least": (
        "≥", "⩾", "≧", ">=", "=>", "at least", "no less than", "not less than", "no fewer than", "min.", "min",
        "minimum", "щонайменше", "не менше", "принаймні", "не менее", "по меньшей мере", "mindestens", "au moins",
        "co najmniej", "al menos", "por lo menos",
    ),
    "more than": (
        ">", "more than", "over", "above", "exceeding", "upwards of", "понад", "більше", "більш як", "більше ніж",
        "свыше", "более", "больше", "über", "mehr als", "plus de", "ponad", "más de",
    ),
    "at most": (
        "≤", "⩽", "≦", "<=", "=<", "at most", "up to", "no more than", "not more than", "max.", "max", "maximum", "до",
        "не більше", "щонайбільше", "не более", "bis zu", "höchstens", "jusqu'à", "au plus", "do", "co najwyżej",
        "hasta", "como máximo",
    ),
    "less than": (
        "<", "less than", "fewer than", "under", "below", "менше", "менш як", "менше ніж", "менее", "меньше", "unter",
        "weniger als", "moins de", "mniej niż", "poniżej", "menos de",
    ),
}  # fmt: skip
AFTER: Final[dict[Relation, tuple[str, ...]]] = {
    "about": (
        "(est.)",
        "(estimate)",
        "(estimated)",
        "est.",
        "(approx.)",
        "approx.",
        "ca.",
        "(приблизно)",
        "(примерно)",
    ),
    "at least": ("+", "or more", "and more", "and over", "and above", "або більше", "и более", "oder mehr", "ou plus"),
    "at most": ("or less", "or fewer", "and under", "or under", "або менше", "и менее", "oder weniger", "ou moins"),
}
#: What may stand before the first end of a range.
FROM: Final = ("from", "between", "від", "от", "між", "между", "von", "zwischen", "de", "entre", "od", "między")
#: What the words between the ends of a range are, besides dashes.
BETWEEN: Final = ("to", "bis", "до", "à", "do", "a", "and", "і", "и", "und", "et", "y")

MULTIPLIERS: Final[dict[float, tuple[str, ...]]] = {
    1e2: ("hundred", "hundreds", "сотень", "сотен"),
    1e3: (
        "k", "thousand", "thousands", "thsd", "thsd.", "ths.", "'000", "000s", "тис", "тис.", "тисяча", "тисячі",
        "тисяч", "тыс", "тыс.", "тысяча", "тысячи", "тысяч", "tsd", "tsd.", "tausend", "tys", "tys.", "tysięcy", "mil",
    ),
    1e4: ("万", "萬", "만"),
    1e5: ("lakh", "lakhs"),
    1e6: (
        "m", "mn", "mn.", "mln", "mln.", "mio", "mio.", "million", "millions", "млн", "млн.", "мільйон", "мільйона",
        "мільйони", "мільйонів", "миллион", "миллиона", "миллионов", "millionen", "milliones", "millones",
    ),
    1e7: ("crore", "crores"),
    1e8: ("億", "亿", "억"),
    1e9: (
        "bn", "bn.", "b", "billion", "billions", "mld", "mld.", "mrd", "mrd.", "млрд", "млрд.", "мільярд", "мільярда",
        "мільярди", "мільярдів", "миллиард", "миллиарда", "миллиардов", "md", "mds", "milliarden",
        "milliard", "milliards", "miliardów",
    ),
    1e12: ("tn", "trn", "trillion", "трлн", "трлн."),
}  # fmt: skip
#: What stands behind numbers instead of a sign: of degrees, of accounts.
OPPOSED: Final = (
    frozenset({"n", "s"}), frozenset({"e", "w"}), frozenset({"dr", "cr"}), frozenset({"s", "h"}),
    frozenset({"d", "c"}), frozenset({"soll", "haben"}),
)  # fmt: skip
#: Single letters behind a number that may belong to it.
MULTIPLYING: Final = frozenset({"k", "m", "b", "t", "x"})
#: Multipliers that are also something else: metres, bytes or a thousand in Spanish.
DOUBTFUL_MULTIPLIERS: Final = frozenset({"m", "b", "mil"})

CURRENCIES: Final[dict[str, str]] = {
    "$us": "USD", "$ us": "USD",
    "$": "USD", "us$": "USD", "usd": "USD", "£": "GBP", "gbp": "GBP", "€": "EUR", "eur": "EUR", "₴": "UAH",
    "uah": "UAH", "грн": "UAH", "грн.": "UAH", "₽": "RUB", "rub": "RUB", "руб": "RUB", "руб.": "RUB", "¥": "JPY",
    "jpy": "JPY", "zł": "PLN", "pln": "PLN", "chf": "CHF", "czk": "CZK", "kč": "CZK", "sek": "SEK", "nok": "NOK",
    "dkk": "DKK", "kr": "kr", "kr.": "kr", "cad": "CAD", "aud": "AUD", "₹": "INR", "inr": "INR", "₺": "TRY",
    "try": "TRY", "tl": "TRY", "r$": "BRL", "brl": "BRL", "₩": "KRW", "₪": "ILS", "₸": "KZT", "₾": "GEL",
    "cny": "CNY", "huf": "HUF", "ron": "RON", "bgn": "BGN",
}  # fmt: skip
#: What follows a number and is a unit under another name.
PERCENT: Final = {"%": "percent", "percent": "percent", "per cent": "percent", "pct": "percent", "pct.": "percent",
                  "відсотків": "percent", "відс.": "percent", "проц.": "percent", "prozent": "percent",
                  "‰": "per mille", "pp": "percentage points", "p.p.": "percentage points", "п.п.": "percentage points",
                  "в.п.": "percentage points", "x": "times", "×": "times"}  # fmt: skip

#: What stands in a cell when there is no number or date.
MISSING: Final = frozenset({
    "", ".", "..", "...", "…", "-", "–", "—", "--", "---", "−", ":", "na", "n/a", "#n/a", "#na", "nan", "null", "none",
    "nil", "n.a.", "n.a", "n/d", "n.d.", "nd", "n.k.", "unknown", "н/д", "н.д.", "нд", "б/д", "немає даних",
    "нет данных", "k.a.", "k. a.", "s.o.", "b.d.", "bd", "s/d", "s.d.", "x", "х", "/", "?", "not available",
    "not applicable", "no data", "missing", "<na>", "#value!", "#div/0!", "#ref!",
    "#nv", "#nd!", "#н/д", "bd.", "n.c.", "[c]", "[x]", "[z]", "[..]", "(..)", "keine angabe", "brak danych",
    "sin datos",
})  # fmt: skip

TRUE: Final = frozenset({"true", "yes", "y", "так", "да", "ja", "oui", "tak", "sí"})
FALSE: Final = frozenset({"false", "no", "n", "ні", "нет", "nein", "non", "nie"})

#: Words in a column's name that say what plain numbers in it are.
DATE_NAMES: Final = (
    "date", "day", "time", "timestamp", "month", "period", "дата", "день", "місяць", "період", "месяц", "datum", "tag",
    "monat", "jour", "mois", "data", "miesiąc", "okres", "fecha", "mes", "as of", "dato", "dátum", "tarih", "päivä",
    "päivämäärä", "kuupäev", "ημερομηνία", "日付", "日期", "月份", "날짜",
)  # fmt: skip
MONTH_NAMES: Final = ("month", "місяць", "месяц", "monat", "mois", "miesiąc", "mes")
YEAR_NAMES: Final = (
    "year",
    "рік",
    "год",
    "jahr",
    "année",
    "annee",
    "rok",
    "año",
    "ano",
    "anno",
    "an",
    "anul",
    "jaar",
    "år",
    "vuosi",
    "aasta",
    "gads",
    "metai",
    "év",
    "leto",
    "godina",
    "година",
    "yıl",
    "έτος",
    "年",
    "年度",
    "年份",
    "연도",
    "년도",
    "سنة",
    "السنة",
    "العام",
    "سال",
    "ปี",
    "वर्ष",
)

#: Words in a column's name that say that what looks like decimals in it are codes.
CODE_NAMES: Final = (
    "code", "codes", "код", "коди", "коды", "kod", "kody", "kode", "código", "codigo", "codice", "kód", "version",
    "versions", "ver", "версія", "версия", "wersja", "section", "clause", "chapter", "розділ", "раздел", "пункт",
    "abschnitt", "kapitel", "rozdział", "nace", "isic", "naics", "sic",
    "sitc", "coicop", "cpv", "cpa", "icd", "квед", "оквэд", "pkd", "naf", "hs",
    "ean", "isbn", "barcode", "phone", "tel", "telefon", "телефон", "fax",
)  # fmt: skip

#: What a column's name has in it where its figures are running totals.
CUMULATIVE: Final = ("cumul", "kumul", "cum.", "running total", "to date", "since the beginning", "ytd", "накоп",
                     "нарост", "нараст", "з початку", "с начала", "narastaj", "od początku",
                     "seit beginn", "depuis le début", "acumulad")  # fmt: skip

#: Beginnings of the last lines of a file that are no data.
FOOTNOTES: Final = (
    "source", "note", "notes", "*", "†", "copyright", "©", "(c)", "last updated", "updated", "generated", "exported",
    "disclaimer", "footnote", "джерело", "примітк", "источник", "примечани", "quelle", "anmerkung", "stand:", "źródło",
    "uwaga", "fuente", "nota", "end of",
)  # fmt: skip
TOTALS: Final = ("total", "grand total", "sum", "all", "разом", "усього", "всього", "итого", "всего", "gesamt", "summe",
                 "insgesamt", "ensemble", "razem", "ogółem", "suma", "subtotal", "zusammen", "totale")  # fmt: skip
#: Those that are part of a longer name: “Total North”, “North subtotal”.
_PART_TOTALS: Final = ("sub-?total", "total", "grand total", "totale", "разом", "усього", "всього", "итого", "всего",
                       "insgesamt", "zusammen", "summe", "zwischensumme", "razem", "ogółem")  # fmt: skip
#: What such a cell looks like in small letters, as Python and RE2 take it.
IS_TOTAL: Final = (
    rf"(?:{'|'.join(TOTALS)}):?|(?:{'|'.join(_PART_TOTALS)})[ :,(].*|.*[ (](?:{'|'.join(_PART_TOTALS)})[:)]?"
)

#: Those of them that behind “in” are something else, as in “change in number” and “rank in year”.
COUNTED: Final = frozenset({
    "number", "no.", "nr", "count", "units", "unit", "people", "cases", "items", "month", "day", "date", "year", "text",
    "index", "ratio", "a", "k", "s", "v", "-", "–", "n/a", "string", "integer", "float", "од.", "ед.", "stück",
    "liczba", "nombre", "número", "anzahl",
})  # fmt: skip
#: Units that nothing is divided by, so that “Pressure / hPa” gives the unit where “Price / kg” does not.
MEASURED: Final = frozenset({
    "°c", "°f", "%", "pa", "hpa", "kpa", "mbar", "bar", "mv", "ma", "kw", "mw", "hz", "khz", "mhz", "db", "mm", "cm",
    "m/s", "km/h", "mg/l", "µg/m³",
})  # fmt: skip
#: What names the line of units, where each line above the data says in its first cell what it tells.
UNIT_LABELS: Final = frozenset({
    "unit", "units", "unit of measure", "unit of measurement", "einheit", "einheiten", "unité", "unidad", "unità",
    "jednostka", "jednostka miary", "одиниця", "одиниця виміру", "единица", "единица измерения", "eenheid", "enhet",
    "enhed", "yksikkö", "unidade", "birim",
})  # fmt: skip
#: What may stand in a line of units below the header.
UNITS: Final = frozenset({
    "%", "percent", "per cent", "‰", "number", "no.", "nr", "count", "units", "unit", "persons", "people", "cases",
    "items", "thousand", "thousands", "million", "millions", "billion", "usd", "eur", "gbp", "uah", "rub", "pln",
    "$", "€", "£", "km", "km²", "km2", "sq km", "sq. km", "mi", "mi²", "m", "m²", "m2", "m³", "m3", "cm", "mm",
    "ha", "hectares", "kg", "g", "t", "tonnes", "tons", "l", "litres", "°c", "°f", "k", "pa", "hpa", "bar", "v",
    "a", "w", "kw", "kwh", "mw", "mwh", "gwh", "twh", "hz", "s", "sec", "min", "h", "hours", "days", "months",
    "years", "year", "month", "day", "date", "text", "index", "ratio", "осіб", "чол.", "од.", "тис.", "тис. осіб",
    "млн", "млн грн", "тис. грн", "грн", "км²", "км", "шт.", "чел.", "руб.", "ед.", "anzahl", "personen", "stück",
    "liczba", "osób", "sztuk", "nombre", "personnes", "número", "personas", "-", "–", "n/a", "string", "integer",
    "float",
})  # fmt: skip
