"""List given names and their short forms in German-language broadcasting.

We compiled the list. German capitalizes all nouns, so the list is needed to tell names from other
nouns; it has no name that is also a German noun ("Mark", "Rose"). Unlisted names are found
after "Herr", "Frau" or "mein Name ist". `_FOREIGN_NAMES` are names of guests from other countries.
"""

from __future__ import annotations

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

_FOREIGN_NAMES = word_set("""
aaron abdul abigail ada adam adele ahmed aidan aisha alan aldo alec alejandro aleksander alessandra
alessandro alessia alfie alfredo alma alvin amadou amir amos amy ana anastasia anders andrei andrew
andré andrés andy angelina angelo anthony antoine antonia antonio arlo arthur arturo arun ashley
audrey aurelia beatrice beatrix bella bernadette bernard betty bianca billy blanche bob bobby boyd
brad brian bridget bruce bryan burt camille carlo carlos catherine cecilia cedric chantal charles
charlie chelsea chiara chloé chris christopher cindy claire clarissa claude claudio clifford clint
clotilde colin constantin cynthia dalia damian dan danilo danny dario dave debbie deborah dejan
denise denzel derek diana diego dimitri dino dmitri dolores don donald donna dorian doug douglas
duncan dylan ed eddie edward edwin eleanor eleonora elias elijah elisa eliza elizabeth elliott
elvira emanuel emanuele emily emmanuel enrico enrique enzo eric ernesto esra ethan etienne eugene
evgeni fatima federico felicitas felipe fernando fidel filip filippo fiona florence frances
francesca francesco francis francisco francois frankie françois fred freddie frederick gabriela
gareth gary gavin geoffrey george georges georgia giacomo gianni gilbert gilles gina giorgio
giovanni giulia giuseppe glenn goran gordon graham greg gregory guillermo gustavo gwen gérard hamish
harold harriet harry harvey hasan hassan heather hector helen henri henry herman howard hugh ibrahim
ignacio igor imogen ingmar ingvar isaac isla ismail ivan ivo jack jackie jackson jacob jacqueline
jacques jaime jake jamal james jamie jane janet jason javier jay jean jeff jeffrey jenna jennifer
jenny jeremy jerome jerry jesse jessica jessie jill jim jimmy joan joanna joanne joe joel john
johnny jordan jorge joseph josephine josh joshua josé joyce juan juanita judy jules juliet justin
karen karim kate katherine kathleen kathy katie katy keith kelly ken kenneth kevin khalid kofi kyle
larry lauren laurence laurent lawrence leah leila leonard leonardo leonid leslie lewis liam lillian
lily livia liz lloyd lorenzo loretta louise luc lucas lucia lucie lucy luigi luke lynn maddalena
madeleine maggie magnus mahmud malcolm marc marcello mariam marian marilyn marko marlon mary matt
matteo matthew maureen maurice mauro maya megan meghan mei melinda melissa michel michelle miguel
mike mikhail milan milena milo mira miranda miriam mohamed mohammed monique muhammad myriam nabil
nadia nancy naomi natasha nathan neil nicholas nick nicolai nicolas nikita niklas nikolai noah noemi
noor norman octavia oleg olivia omar orhan orlando oscar otis owen pablo pamela paolo paulina paulo
pavel pedro peggy penelope pete phil philip philippe phoebe pierre pietro quentin rachel rafael raj
ramon raoul raul raymond reggie reza rhonda ricardo riccardo rick roberto robin rodrigo roger ron
ronald ronan ronnie rory rosalie rosalind rosanna roy ruben rupert russell ryan sally salvador
salvatore sam samantha samir samira sandro santiago scarlett scott sean sebastien serena serge
sergei sergio sharon sheila shirley sidney silvio sinan slavoj sofie stan stanislaw stanley stefano
stephen steve steven stewart stuart susan susanna suzanne svetlana tania tatiana ted terence teresa
terry thelma theodore tiffany tilda timothy todd tony tracy trevor ulysses umberto valeria valerie
vernon victor victoria viola virginia vittorio vivian vivienne vladimir walid wendy wesley whitney
wilfred william winston xavier yannis yasemin yoko yolanda yusuf yves yvette zoe zoltan zoé
""")

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
    common_names=_NAMES | _FOREIGN_NAMES,
    short_forms={
        full: frozenset(short)
        for full, *short in (entry.split() for entry in _SHORT.replace("\n", " ").split(";"))
    },
)
