"""List English words that may be capitalized without being names."""

from __future__ import annotations

from speakers.phrases.phrases import Vocabulary, word_set

_HONORIFICS = word_set(
    "mr mrs ms miss dr doctor professor prof senator president sir dame lord lady captain general "
    "governor mayor congressman congresswoman secretary minister father sister reverend judge "
    "justice chef"
)

# At the start of a sentence, these names are more often ordinary words ("Will you ...", "Mark my
# words").
_AMBIGUOUS = word_set(
    "will hope may rich art guy drew chuck dot dawn faith grace joy frank bill rob sue pat max "
    "rose mel val grant april june august summer autumn"
)

_FUNCTION = """
a an the this that these those here there i i'm i've i'd i'll me my mine we we're we've we'll us our
ours you you're you've you'll your yours he he's him his she she's her hers it it's its they
they're they've them their theirs who who's whom whose which what what's when where why how and or
but nor so yet for if then than because though although while whereas until unless since as at by
from in into of off on onto out over to toward towards under up upon with within without about
above across after against along among around before behind below beneath beside between beyond
during except inside like near outside past through throughout via am is are was were be been being
isn't aren't wasn't weren't do does did done doing don't doesn't didn't have has had having haven't
hasn't hadn't can can't cannot could couldn't would wouldn't shall should shouldn't might must let
let's not no none nothing nobody never neither either both each every all any some many much more
most few several other others another such same own just only even also too very really quite
rather almost already always ever often sometimes usually maybe perhaps probably certainly
definitely actually basically literally obviously clearly honestly frankly personally especially
generally specifically essentially exactly absolutely totally indeed instead otherwise however
therefore moreover meanwhile anyway anyways again still now today tonight tomorrow yesterday later
earlier soon once twice first second third last next finally eventually originally initially
recently currently one two three four five six seven eight nine ten hundred thousand million
something someone somebody somewhere anything anyone anybody everything everyone everybody well oh
ah uh um hmm hm mm mhm mm-hmm uh-huh yes yeah yep yup nope okay ok alright right sure wow gosh hey
hi hello goodbye bye cheers thanks thank please sorry welcome congratulations congrats gotcha true
great good nice cool awesome amazing fantastic wonderful perfect excellent interesting funny
beautiful brilliant lovely fair correct fine happy glad proud sad
"""
_VERBS_AND_NOUNS = """
go going gone went come coming came get getting got give given take taking took make making made
see seeing look looking listen listening hear hearing heard say saying said tell telling told talk
talking speak speaking ask asking think thinking thought know knowing knew mean meaning want need
feel feeling keep start stop try trying use using work working play read reading write writing
call calling check follow remember imagine suppose guess believe wonder consider given based
according coming check turns plus minus speaking having being part chapter episode season people
man men woman women guys folks ladies gentlemen sir ma'am everybody kids children mom dad mum
mother father god lord jesus christ internet web radio news show programme program podcast station
support production music copyright monday tuesday wednesday thursday friday saturday sunday january
february march july september october november december christmas easter north south east west
northern southern eastern western new old big small little long short high low another half
street road avenue university college school institute company inc corporation group department
association foundation museum festival society church hospital press times review house party
congress senate parliament court government federal national international states united america
american britain england scotland wales ireland europe africa asia london york hollywood canada
australia earth english french german spanish dutch irish welsh swiss greek arab
"""
ORDINARY = word_set(_FUNCTION + _VERBS_AND_NOUNS) - {"york"}

_DEMONYM_ENDINGS = (
    "ican",
    "lish",
    "nish",
    "kish",
    "ese",
    "nian",
    "lian",
    "sian",
    "dian",
    "rian",
    "tian",
)
_NAMED_LIKE_DEMONYMS = word_set(
    "christian adrian brian ian julian sebastian fabian damian gillian "
    "vivian lillian marian dorian trish bryan parish"
)

_NAMED_LIKE_ADVERBS = word_set("kimberly beverly connolly donnelly kennelly")


def is_demonym(word: str) -> bool:
    """Check whether a lower-case word has the ending of a demonym ("canadian", "polish")."""
    return word.endswith(_DEMONYM_ENDINGS) and word not in _NAMED_LIKE_DEMONYMS


def is_ordinary(word: str) -> bool:
    """Check whether a lower-case word or contraction ("that'll") is not a name."""
    return word in ORDINARY or word.split("'")[0] in ORDINARY


def is_adverb(word: str) -> bool:
    """Check whether a lower-case word has the ending of an adverb ("hopefully")."""
    return len(word) > 6 and word.endswith("ly") and word not in _NAMED_LIKE_ADVERBS


VOCABULARY = Vocabulary(
    honorifics=_HONORIFICS,
    abbreviations=word_set("mr mrs ms dr prof st sen gov rep gen jr sr rev hon vs"),
    ambiguous_names=_AMBIGUOUS,
    words_with_contracted_verb=word_set(
        "it that he she let what who there here where how when everyone"
    ),
    conjunctions=word_set("and &"),
    name_particles=word_set("de da di du del della der den van von la le el al bin ibn ter dos"),
    words_inside_titles=word_set("of the in to for a"),
    words_before_things=word_set(
        "the a an on in at into onto using via inside your our this that any every"
    ),
    is_ordinary=is_ordinary,
    is_demonym=is_demonym,
    is_adverb=is_adverb,
)
