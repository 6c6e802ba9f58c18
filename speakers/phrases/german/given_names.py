"""List given names, and their short forms, in German-language broadcasting.

We compiled the list. German capitalizes all nouns, so the list is needed to tell names from other
nouns. A name that is not listed counts after "Herr", "Frau" or "mein Name ist".
"""

from __future__ import annotations

from speakers.phrases.english.given_names import GIVEN_NAMES as ENGLISH
from speakers.phrases.phrases import GivenNames, word_set

_NAMES = word_set("""
achim adelheid adrian agathe agnes albert albrecht alexander alexandra alfred ali alice alina
alois amelie andrea andreas angela angelika anita anja anke ann anna anne anneliese annette annika
anton antje armin arne arno arnold astrid august axel ayse barbara bastian beate ben benedikt
benjamin benno bernd bernhard bert berthold bettina birgit birte björn bodo boris brigitte bruno
burkhard carina carl carla carmen carola caroline carsten catharina cem charlotte christa christel
christian christiane christina christine christof christoph claas clara clemens christl claudia
conrad constanze corinna cornelia cornelius dagmar daniel daniela david denis dennis detlef dieter
dietmar dietrich dirk dominik dora doris dorothea eberhard eckart eckhard edeltraud edgar edith
edmund eduard elena elfriede elif elisabeth elke ella ellen elsa else emil emilia emma emre erich
erik erika erna ernst erwin esther eugen eva evelyn ewald fabian fatma felix ferdinand finn
florian frank franz franziska frauke frederik frieda friederike friedhelm friedrich frida fritz
gabriel gabriele georg gerald gerd gerda gerhard gerlinde gero gertrud gisela gottfried gregor
greta gudrun guido gunnar gunter gustav günter günther hanna hannah hannelore hannes hans harald
hartmut hedwig heide heidi heike heiko heiner heinrich heinz helga helge helmut helmuth hendrik
henning henrik henriette herbert hermann hertha hilde hildegard holger horst hubert hugo ida ilka
ilse ina ines inga inge ingeborg ingo ingrid irene iris irma irmgard isabel isabella isabelle
jakob jan jana janina jannik jasmin jens joachim johann johanna johannes jonas jonathan josef
josefine judith julia julian juliane julius jutta jörg jörn jürgen kai karin karl karla karoline
karsten kaspar katharina kathrin katja katrin kerstin kilian kim klara klaus konrad konstantin
konstanze kornelia kristin kristina kurt käthe lars laura lea lena lennart leo leon leonhard
leonie lieselotte lili lilli lina linda linus lisa lorenz lotte lothar louis louisa luca ludger
ludwig luis luisa luise lukas lutz lydia magda magdalena maik maike maja malte manfred manuel
manuela marcel marco marcus mareike margarete margit margot maria marianne marie marina mario
marion marius markus marlene marlies marta martha martin martina mathias mathilde matthias max
maximilian mechthild mehmet meike melanie merle michael michaela mila mirjam mirko monika moritz
murat mustafa nadine nadja natalie nele nico nicole niels nikolaus nils nina nora norbert olaf
olga oliver oskar oswald otto pascal patricia patrick paul paula pauline peer peter petra philipp
pia rainer raimund ralf ralph ramona raphael rebecca regina regine reiner reinhard reinhold renate
richard rita robert roland rolf romy ronja rosemarie rosa rudi rudolf ruth rüdiger sabine sabrina
samuel sandra sara sarah sascha sebastian selina selma sibylle siegfried sigrid silke silvia simon
simone sina sofia sonja sophia sophie stefan stefanie steffen steffi stella stephan stephanie
susanne svea sven svenja sylvia tanja tamara tatjana thea theo theodor theresa thomas thorsten
tilman till tim timo tina tobias tom toni torben torsten traudl udo ulf ulla ulrich ulrike ursel
ursula ute uwe valentin vanessa vera verena veronika viktor viktoria vincent volker volkmar
walburga walter waltraud wenzel werner wiebke wilfried wilhelm wilhelmine willi willy wolf
wolfgang wolfram xaver yannick yasmin yvonne zeynep
""")

# English names that are nouns in German ("der Roman", "die Art"), or forms of verbs.
_NOUNS = word_set(
    "art april august bill buck carol chance chuck dale dawn dot faith gail gene glen grace grant "
    "guy hal hope ian jade joy june kit lane lee mark may miles noel page pat penny ray rich rob "
    "roman rose rosemary sage star sue summer val violet wade will"
)

_SHORT = """
alexander alex; alexandra alex sandra; andreas andi; angelika geli; anneliese anne; barbara babsi;
benjamin ben; bernhard bernd; christian chris; christine tine; christoph chris; daniela dani;
dieter didi; dominik domi; dorothea doro thea; eduard edi; elisabeth elli lisa sissi; ferdinand
ferdi; franziska franzi; friederike rike; friedrich fritz friedel; gabriele gabi; georg schorsch;
gertrud traudl; günther günni; heinrich heiner heinz; hildegard hilde; ingeborg inge; jakob
köbi; johanna hanna; johannes hannes hans; josef sepp jupp; julia jule; karoline line; katharina
kathi käthe; klaus kläuschen; konrad konni; lieselotte lotte lilo; ludwig lutz; magdalena lena;
manfred manni; margarete grete gretel; maximilian max; michael michi; monika moni; nikolaus klaus
niko; norbert nobbi; petra peti; rosemarie rosi; rudolf rudi; sabine bine; sebastian basti;
siegfried sigi; stefan steff; stefanie steffi; susanne susi; theodor theo; thomas tom; tobias tobi;
ulrich uli; ulrike uli; ursula uschi ulla; veronika vroni; viktoria vicky; walter walti; wilhelm
willi; wolfgang wolf
"""

GIVEN_NAMES = GivenNames(
    names=(ENGLISH.names | _NAMES) - _NOUNS,
    short_forms={
        full: frozenset(short)
        for full, *short in (entry.split() for entry in _SHORT.replace("\n", " ").split(";"))
    },
)
