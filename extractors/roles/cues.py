"""Words before a title or a place of work which say that the speaker holds it now.

English and German in full, of French, Spanish and Portuguese the commonest. A pattern that ends in ``$`` is searched
in the at most 200 characters before a title, so that each costs a bounded time.
"""

import re

NOW = (
    r"(?:currently|now|presently|at present|at the moment|today|still|actually|mainly|primarily|officially"
    r"|professionally"
    r"|proudly|these days|nowadays|derzeit|aktuell|momentan|jetzt|zurzeit|zur zeit|gegenwärtig|hauptberuflich|heute"
    r"|inzwischen|beruflich|seit(?: \w+)? \d{4}|since(?: \w+)? \d{4}|as of(?: \w+)? \d{4}"
    r"|actuellement|aujourd['’]hui|maintenant|depuis(?: \w+)? \d{4}|actualmente|ahora|hoy|desde(?: \w+)? \d{4}"
    r"|atualmente|agora|hoje)"
)
ADVERBS = rf"(?:,? ?{NOW},?)*"
DETERMINER = r"(?:(?:an?|the|your|your friendly|one of the|ein|eine|einer|der|die|une?|una|uma?|le|la|el|o)\s+)?"
# Praise between the article and the title: "a curious, self-taught". Without an article only known words of praise
# may stand there, else "I am not engineer" would pass.
PRAISE = (
    r"(?:\((?:tenured?|tenure[- ]track|full|part[- ]time|full[- ]time|remote|senior)\) )?(?:(?:(?<=\ba )"
    r"|(?<=\ban )|(?<=\bthe )|(?<=\beine )|(?<=\bein )|(?<=\bune )|(?<=\bun )|(?<=\buna )|(?<=\bum )"
    r"|(?<=\buma ))"
    r"(?:(?!not\b|former|ex\b|aspir|futur|angehend|ehemalig|wannabe|retired|huge|big)[\w'’-]+(?:, | and | und "
    r"| )){1,2})?"
)
EMOJI = r"(?:[^\w\s.,;:!?()'\"’/-]{1,4} )?"
A = rf"{DETERMINER}{PRAISE}{EMOJI}"
BEFORE_I = r"(?:^|[\s(\"“”,;:–—-])"
APPOINTED = (
    r"(?:appointed|employed|working|serving|enrolled|engaged|based \w[\w ,]{0,40} and work(?:ing)?)"
    r"(?: remotely| full[- ]time| part[- ]time| primarily| mainly)? (?:as|als)"
)
I_AM = re.compile(
    rf"{BEFORE_I}(?:I(?:['’]m| am)|ich bin|bin ich|bin){ADVERBS}(?: also)?(?: ?{APPOINTED})?{ADVERBS} {A}$"
    rf"|{BEFORE_I}I{ADVERBS} (?:work|serve|act|am (?:currently )?working|hold an? position|hold the position"
    rf"|make a living)"
    rf"(?: remotely| full[- ]time| part[- ]time)?{ADVERBS} (?:as|of) {A}$"
    rf"|{BEFORE_I}I{ADVERBS} hold (?:an? |the )$"
    rf"|{BEFORE_I}I(?:['’]m| am) (?:\w+ )?(?:proud|happy|excited|honou?red|lucky|fortunate|privileged|thrilled"
    rf"|delighted"
    rf"|glad) to (?:be|work as|serve as|be working as){ADVERBS} {A}$"
    rf"|{BEFORE_I}I (?:have the (?:privilege|pleasure|honou?r|joy) of|enjoy|love) (?:working|serving|being){ADVERBS}"
    rf"(?: as)? {A}$"
    rf"|{BEFORE_I}I\b[^.;!?]{{1,100}} (?:and|but) (?:currently |now )?(?:am|work as|serve as){ADVERBS} {A}$"
    rf"|{BEFORE_I}I(?:['’]m| am) (?:an?|the|one of)\b[^.;!?]{{1,90}} and (?:also )?(?:an?|the) {PRAISE}$"
    rf"|(?:^|\W)my (?:current |day |full[- ]time )?(?:role|job|position|title|day job|work|occupation) is"
    rf"(?: as| that of| being)? ?{A}$"
    rf"|(?:^|\W)in my (?:current |day )?(?:role|job|position|work|capacity) (?:as|of) {A}$"
    rf"|(?:^|\W)(?:arbeite(?: ich)?|bin ich|ich bin){ADVERBS}(?: \w+){{0,2}} als (?:ein(?:e[rn]?)? )?{PRAISE}$"
    rf"|(?:^|\W)(?:je suis|soy|sou|trabajo|trabalho|je travaille){ADVERBS}(?: comme| en tant que?['’]?| como"
    rf"| de)? ?{A}$"
    r"|(?:^|\W)(?:tenho trabalhado|vengo trabajando|llevo \w+ años trabajando)(?: como) (?:um |uma |una? )?$"
    rf"|(?:^|\W)(?:j['’]occupe|ocupo|je tiens){ADVERBS} (?:(?:un|le|el|o|um) )?(?:poste|puesto|cargo"
    rf"|position){ADVERBS}"
    rf" (?:de |d['’])$",
    re.IGNORECASE,
)
BEGUN = re.compile(
    rf"{BEFORE_I}I(?:['’]ve| have)?{ADVERBS}(?: (?:recently|just|also|lately))*"
    r" (?:(?:taken|took|accepted|started|begun|began|assumed)(?: (?:on|up))? (?:an?|the|my)(?: new| current"
    r"| full-time"
    r"| permanent| faculty| tenure-track)*(?: (?:position|role|job|post))|(?:started|begun|began)(?: (?:work"
    r"|working))?"
    r"|became|become|(?:was|been) (?:appointed|promoted|named|elected|hired))"
    rf"(?: (?:as|to|of))?(?: the position of| the role of)? {A}$",
    re.IGNORECASE,
)
"""How a role began, perhaps long ago."""
AT_THE_TIME = re.compile(
    r"\b(?:when|before|if|until|after|while|als|bevor|nachdem|story of how) (?:I|we|ich)\b", re.IGNORECASE
)
"""Before a beginning that only dates something else: "When I joined Acme, there were five of us"."""
PERFECT = re.compile(
    rf"{BEFORE_I}I(?:['’]ve| have){ADVERBS} been{ADVERBS}(?: working| serving| employed)?(?: as)? {A}$", re.IGNORECASE
)
LASTING = re.compile(
    r"\bsince\b|\bfor (?:the |over |more than |almost |nearly |about |around |well over )?(?:past "
    r"|last )?(?:[\w-]+ )?"
    r"(?:years?|months?|decades?)\b|\b\d+\+? years now\b",
    re.IGNORECASE,
)
"""What makes "I have been" a statement about now."""
ELLIPTIC = re.compile(
    rf"\W*(?:{NOW}|by day|during the day|by profession|in my day job|(?:my )?day job|(?:my )?(?:current|present)"
    r" (?:role|position|job|title|occupation)|role|position|job title|title|occupation|profession|beruf|position"
    r"|tätigkeit"
    r"|(?:aktuelle|derzeitige) (?:position|stelle|tätigkeit|rolle)|poste(?: actuel)?|puesto(?: actual)?"
    r"|cargo(?: actual| atual)?)"
    rf"(?:[,:–—-]|\s)*(?:I(?:['’]m| am| work as)|(?:I am |I['’]m )?(?:working|employed|serving) (?:full[- ]time )?as"
    rf"|ich bin"
    rf"|bin ich|arbeite ich als|je suis|soy|sou|trabajo como|trabalho como|als)?\s*{A}"
    rf"|\W*(?:\w+ly )?(?:working|coding|writing|building|designing|teaching|researching|employed|serving|tätig"
    rf"|beschäftigt|angestellt) (?:full[- ]time )?(?:as|als) {A}",
    re.IGNORECASE,
)
NOW_AFTER = re.compile(
    r"\W*(?:I\b|formerly|previously|ex\b|early|after|having|once|before|former|originally|früher|ehemals|nach|zuvor"
    r"|ursprünglich|anciennement|antes|après|después|depois)[^;!?]{0,140}[,;–—-] (?:and |but |und |et |y |e )?"
    r"(?:I am |I['’]m )?(?:now|currently|presently|today|heute|jetzt|aktuell|inzwischen|maintenant|ahora|agora)"
    rf"(?: I am| I['’]m| bin ich| je suis| soy| sou)? {A}",
    re.IGNORECASE,
)
IS_A = re.compile(
    rf"(?: (?:is|works?|serves?|ist|arbeitet|est|es|é|travaille|trabaja|trabalha)|['’]s"
    rf"| (?:is|ist) (?:working|employed|appointed|serving|tätig)){ADVERBS}(?: also)?(?: (?:as|als|comme|como))? {A}$",
    re.IGNORECASE,
)
OPENING = re.compile(rf"\W*(?:an?|ein|eine|une?|una|uma?) {PRAISE}", re.IGNORECASE)
"""Before a title at the very start of a page: "A curious engineer who ..."."""
IS_ALSO = re.compile(
    rf"(?:^|[.!] )(?P<subject>[\w.'’-]+(?: [\w.'’-]+){{0,4}}?) (?:is|ist)\b[^.;!?]{{1,110}} (?:and|und)"
    rf" (?:also |auch )?(?:an?|the|eine?)? ?{PRAISE}$"
)
INTRODUCED = re.compile(
    rf"(?:^|\W)(?:I(?:['’]m| am)|[Mm]y name is|[Mm]y name['’]s|[Ii]ch bin|[Mm]ein Name ist|[Jj]e m['’]appelle"
    rf"|[Mm]e llamo"
    r"|[Mm]i nombre es|[Mm]eu nome é|[Ii]ch heiße|[Jj]e suis|[Ss]oy|[Ss]ou) (?P<name>[\w.'’ -]{2,60}?)"
    r"(?:(?:,| und(?: ich)?(?: bin)?| et| y| e| and| [-–—]|[.!])(?: (?:I(?:['’]m| am| work as)|ich bin|bin|je suis"
    r"|soy|sou))?"
    rf"|[.!]? I(?:['’]m| am))\s+{A}$"
)
HAS_BEEN = re.compile(rf" has{ADVERBS} been{ADVERBS}(?: working| serving| employed)?(?: as)? {A}$", re.IGNORECASE)
"""With "since" or "for years": a third person's present."""
AT_OPENS = re.compile(rf"\W*(?:(?:{NOW}),? )?(?:[Aa]t|[Bb]ei|[Cc]hez) (?=[A-ZÀ-Þ])")
I_DO = re.compile(
    r",? (?:where )?I(?:['’]m| am| currently| now| also| mostly| primarily)* ?(?:work|lead|build|design|manage"
    r"|run|head|own|oversee|help"
    r"|develop|research|write|teach|support|maintain|focus|direct|drive|create|coordinate|responsible|in charge)"
    r"(?:ing|ning)?\b|,? (?:arbeite|leite|entwickle|verantworte|betreue|forsche|lehre|baue) ich\b"
)
"""Behind the employer that a sentence opens with: "At Acme, I lead"."""
APPOSITION = re.compile(rf"\W{{0,3}}(?P<name>[\w.'’ -]{{3,60}}?)(?:,? ?(?:\([^)]{{0,40}}\)))?(?:,| is| –| -| —|:) {A}")
AS_LEFT = re.compile(rf"\W*(?:(?:{NOW}),? )?As (?:(?:an?|the) )?{PRAISE}", re.IGNORECASE)
AS_A = re.compile(
    r"(?:, | )I(?:['’]m\b|['’]ve (?!had\b)|(?: currently| now| mostly| also| often| always| primarily| mainly)*"
    r" (?!was\b|were\b|had\b|did\b|\w+ed\b|led\b|wrote\b|built\b|taught\b|ran\b|could\b|would\b|will\b|learnt\b"
    r"|began\b|became\b|got\b|made\b|saw\b|found\b|spent\b|took\b|went\b|gave\b|won\b|used\b|knew\b|thought\b"
    r"|felt\b|came\b|kept\b|grew\b|met\b|said\b|left\b|know\b|might\b|should\b)[a-z]{2,})"
)
AS_A_GERMAN = re.compile(
    r"[^.;!?]{0,160}?\b(?:verantworte|leite|entwickle|arbeite|betreue|forsche|lehre|kümmere|baue|berate|unterstütze"
    r"|gestalte|beschäftige|untersuche|helfe|bin)\b ich\b",
    re.IGNORECASE,
)
WHERE_I = re.compile(
    rf"(?: in (?:\w+ )?\d{{4}})?(?:,| \([^)]{{0,60}}\),?)? (?:where|wo|où|donde|onde)"
    rf" (?:I(?:['’]m| am|{ADVERBS} (?:work|serve) as)|ich|je suis|soy|sou)"
    rf"{ADVERBS}(?: als)? ?{A}"
)
"""Between a place of work and the title held there: "Acme, where I am"."""
MOVED_TO = re.compile(r"\b(?:at|to|joined|founded|co-founded|for|with|run|started|bei|zu|chez|en|na) ")
THIRD = re.compile(
    rf"(?:^|[.!] )(?P<subject>[\w.'’-]+(?: [\w.'’-]+){{0,3}}?){ADVERBS} (?:works?|teaches|leads|heads|runs|directs"
    r"|manages|conducts|researches|builds|develops|designs|is (?:based|employed|working)|arbeitet|lehrt|forscht"
    r"|leitet"
    r"|unterrichtet|promoviert|travaille|trabaja|trabalha)(?=[ ,])"
)
"""A verb that tells the place of work of someone named, or of "she" and "he"."""
THIRD_JOINED = re.compile(
    r"(?:^|[.!] )(?P<subject>[\w.'’-]+(?: [\w.'’-]+){0,3}?)(?: has)?(?: recently)? joined (?=[A-ZÀ-Þ]|the )"
)
ON_CONTRACT = re.compile(
    r"\bI\b[^.;!?]{4,140}\b(?:on contract|contracted|on assignment|seconded) (?:from|through|by|via) "
)
FOR_ITS = re.compile(
    r"(?:^\W*|\bI(?:['’]m| am)?(?: currently| now)? )(?:[Ll]ead|[Hh]ead|[Mm]anage|[Dd]irect"
    r"|[Oo]versee)(?:ing)? [^.;!?]{3,70} for"
    r" (?=[A-ZÀ-Þ][\w&-]*(?: [A-ZÀ-Þ][\w&-]*)?['’]s )"
)
"""Before whose products somebody leads: "I lead research for Acme's"."""
FOLKS = re.compile(r" ?(?:the |an? )?(?:[a-z]+ )?(?:folks|people|team|crew|humans|colleagues)\b")
AS_BEHIND = re.compile(
    rf"[^.;:!?]{{0,60}}?\b(?:as|als|como|comme|en tant qu(?:e|['’])) ?{A}"
    rf"|,? ?(?:[^.;:!?,]{{0,40}}, )?where I(?:['’]m| am| work as| serve as){ADVERBS} {A}",
    re.IGNORECASE,
)
"""Between a place of work and the title held there."""

SUBJECT = (
    rf"(?:{BEFORE_I}(?:I(?:['’]m|['’]ve been|['’]ve| am| have been| have)?|ich|je|yo|eu)(?: also)?{ADVERBS}"
    rf"|^\W*(?:{NOW}|by day|during the day)[,:]?(?: I(?:['’]m| am)?)?{ADVERBS}|^\W*"
    r"|(?P<joint>(?<=\band )|(?<=\bund ))(?:currently |now |derzeit |aktuell )?"
    r"|(?=\b(?:arbeite|forsche|lehre|leite|promoviere|unterrichte|betreue|entwickle|verantworte|bin) ich\b))"
)
WORKS = re.compile(
    rf"{SUBJECT} ?\b(?:(?P<work>work(?:ing)?|employed|arbeite(?: ich)?|angestellt|beschäftigt|tätig|bin ich"
    rf"|travaille|bosse"
    r"|trabajo|trabalho)(?=[ ,])"
    r"|(?P<own>run|own|(?:co-?)?founded|führe|betreibe)(?= )"
    r"|(?P<does>am|been(?= at | with [^.,;]{2,60} as an? )"
    r"|['’]m|do|help|(?:co-?)?(?:spend|wrangl|craft|ship|test|sell|edit|analy[sz]|model|solv|fix"
    r"|operat|plan|deliver|driv"
    r"|translat|deploy|automat|secur|produc|optimi[sz]|simulat|measur|advis|coach|train|treat|practi[cs]"
    r"|lead|head|run|teach|direct|build|design|develop|hack|research|program|focus"
    r"|support|architect|investigat|conduct|coordinat|manag|mak|writ|cod|oversee|supervis|creat|maintain|organi[sz]"
    r"|explor)"
    r"(?:e|ing|ning)?|(?:leite|forsche|lehre|unterrichte|promoviere|betreue|entwickle|verantworte)(?: ich)?|bin|suis"
    r"|dirige"
    r"|dirijo|enseigne)(?=[ ,])"
    r"|(?P<joined>(?:(?:have |['’]ve )?(?:recently |just ))?joined|(?:before|prior to) joining)(?= ))",
    re.IGNORECASE,
)
"""A first person's verb that tells a place of work."""
OPENED_BY_I = re.compile(r"\W*(?:I|Ich|My name|Mein Name)\b", re.IGNORECASE)
"""A sentence whose second verb is the speaker's too: "I am a botanist and work at Acme"."""
AT_NOW = re.compile(
    rf"^\W*(?:{NOW}|(?:my )?day job(?: is)?)(?:[,:–—-]|\s)*(?:at|@|with|bei|beim|chez|en|na|no) "
    r"|[.,;|•·–—-] (?:currently|now|derzeit|aktuell|jetzt) (?:at|@|with|bei) ",
    re.IGNORECASE,
)
"""Before an employer that no verb introduces: "Currently @ Acme"."""
PREPOSITION = re.compile(
    r"\b(?:at|bei|beim|for|für|with|am|an der|an dem|im|within|by|in|chez|au sein de|au|à|pour|en|na|no|para|em|pela"
    r"|pelo)\b ?"
    r"|@ ?|\b(?-i:at(?=[A-ZÀ-Þ]))",
    re.IGNORECASE,
)
ROMANCE_ONLY = frozenset(("au", "à", "pour", "en", "na", "no", "para", "em", "pela", "pelo", "au sein de"))
GAP_STOPS = re.compile(
    r"[;:!?]|\band an? |\b(?:not|never|was|were|previously|formerly|former|author|before|after|until|where|when"
    r"|because"
    r"|but|also|did|used|had|received|graduated|studied|interested in working|war|zuvor|früher|davor|ex|past|alumn\w+"
    r"|graduate of|degree|fui|hasta|até|antes|jusqu|ancien|será|sera|will|incoming|currently looking|talk|speaker"
    r"|und (?:arbeite|leite|lehre|forsche)|and (?:work|lead|run|teach))\b|(?<!\bProf)(?<!\bDr)\. ",
    re.IGNORECASE,
)
NOT_AT_WORK = re.compile(
    r"\b(?:student|studying|speaking|talk|look|alum\w*|interested|good|bad|best|better|excited|hosted|available"
    r"|reachable"
    r"|fan|(?<!full )(?<!full-)(?<!part )(?<!part-)time|attending|giving|guest|friend|friends|hanging|keynote"
    r"|conference|graduat\w*|degree|enrolled"
    r"|volunteer\w*|summer"
    r"|interview\w*|applying|workshop|meetup|born|raised|happy|proud|presenting|visiting|passionate|obsessed|amazed"
    r"|course"
    r"|stop|aim\w*|laugh\w*|one of|thesis|dissertation|novel|experience|experienced|background)\b",
    re.IGNORECASE,
)
"""Words after which "at" names no employer: "I am interested in the work at Acme"."""
QUOTED = re.compile(r'„[^“”]{0,200}[“”]|“[^”]{0,200}”|«[^»]{0,200}»|"[^"]{0,200}"')
QUOTE_OPENS = re.compile('[„“«"]')
REPORTED = re.compile(
    r"\b(?:said|says|wrote|writes|told me|asked|answered|replied|sagte|schrieb|fragte|dijo|escribió|disse|escreveu"
    r"|a dit|écrit|example|beispiel|beispielsatz|ejemplo|exemple|exemplo|prompt|quote|zitat)\b[^:]{0,30}:"
    r"|\b(?:in (?:my|a|the|this|our) (?:[\w-]{1,20} )?(?:novel|dreams?|story|film|movie|play|game|series)"
    r"|in meine[mnr] (?:roman|traum|träumen|film|geschichte)),? (?:i|ich|bin)\b[^.;:!?]{0,25}$"
    r"|\b(?:think|believe|assume|claim|imagine|wish|pretend|dreamt|dreamed),?(?: that)? i(?: am|['’]m| were| was)?"
    r"\b[^.;:!?]{0,25}$",
    re.IGNORECASE,
)
"""Before "I am a": a quotation, a story, or what is only thought."""
