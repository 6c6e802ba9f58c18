"""List English given names and short forms, to tell "I'm David" from "I'm Canadian".

We compiled the list from common given names in English-language broadcasting. It affects only how
likely a single capitalized word is a name; unlisted names are still found with a surname, in the
cast, or in a document.
"""

from __future__ import annotations

from speakers.phrases.phrases import GivenNames

_NAMES = """
aaron abby abdul abigail adam adele adrian agnes ahmed aidan aisha alan alana albert alejandro
alec alex alexa alexander alexandra alexis alfred ali alice alicia alison alistair allan allen
allison alyssa amanda amber amelia amir amy ana anand andre andrea andreas andrei andrew andy
angela angie angus anita ann anna anne annette annie anthony antoine antonio anya april arnold
arthur arun asha ashley audrey austin barbara barney barry beatrice becky bella ben benedict
benjamin bernard bernie beth bethany betty beverly bill billy bob bobby boris brad bradley brandon
brenda brendan brett brian brianna bridget brooke bruce bruno bryan caitlin callum cameron camila
camille carl carla carlos carmen carol carole caroline carolyn carrie casey cassandra catherine
cathy cecilia cecily celia chad charles charlie charlotte chelsea cheryl chloe chris christian
christina christine christopher cindy claire clara clare clark claudia clive colette colin colleen
connor constance corey courtney craig curtis cynthia daisy dale damian damon dan dana daniel
daniela danielle danny daphne darren dave david dawn dean deborah debbie declan deepak dennis
derek desmond diana diane diego dina dmitri dolores dominic don donald donna doris dorothy doug
douglas duncan dustin dylan eamon ed eddie edgar edith edmund edward edwin eileen elaine eleanor
elena eli elias elijah elisabeth eliza elizabeth ella ellen elliott elliot elsa emil emilia emily
emma enrique eric erica erik erin ernest esther ethan eugene eva evan eve evelyn faith farah
fatima felicity felix fernando fiona florence frances francesca francis francisco frank franklin
fred freddie frederick gabriel gabriela gail gareth garry gary gavin gemma gene geoff geoffrey
george georgia gerald gerard gerry gillian gina giovanni glen glenn gloria gordon grace graham
grant greg gregory greta guillermo gus gustavo guy gwen hal hannah harold harriet harris harry
hassan hazel heather hector heidi helen helena henry herbert holly hope howard hugh hugo ian
ibrahim ida ignacio ingrid irene iris isaac isabel isabella isla ivan ivy jack jackie jackson
jacob jacqueline jaime jake james jamie jan jane janet janice jared jasmine jason javier jay jean
jeff jeffrey jen jenna jennifer jenny jeremy jerome jerry jess jesse jessica jesus jill jim jimmy
jo joan joanna joanne joe joel johan johanna john johnny jon jonah jonathan jordan jorge jose
joseph josh joshua joy joyce juan juanita judith judy julia julian juliana julie juliet justin kai
karen karim karl kate katherine kathleen kathryn kathy katie katrina kay keith kelly ken kendra
kenneth kevin khalid kim kimberly kirsten kristen kristin kurt kyle lara larry laura lauren
laurence lawrence layla leah lee leila lena leo leon leonard leslie lewis liam lily linda lindsay
lindsey lisa liz lloyd lois lola lorenzo lori lorraine louis louisa louise lucas lucia lucy luis
luke lydia lynn mabel madeleine maggie malcolm manuel marc marcel marco marcus margaret maria
marian marianne marie marilyn marina mario marion marissa marjorie mark marlene marta martha
martin marvin mary matilda matt matthew maureen maurice max maya meera megan meghan mei melanie
melinda melissa mercedes mia michael micah michel michele michelle miguel mike mila miles milo
mina miranda miriam mitch mitchell moe mohamed mohammed moira molly mona monica muhammad muriel
myra nadia nadine nancy naomi natalia natalie natasha nate nathan nathaniel neil nell nelson
nicholas nick nicola nicole nigel nikita nina noah noel noelle nora norma norman olga oliver
olivia omar oscar otis owen pablo paige pam pamela pat patricia patrick paul paula pauline pedro
peggy penelope penny percy perry pete peter phil philip phillip phoebe phyllis polly priya quentin
rachel rafael raj ralph ramon randy raquel rashid raul ravi ray raymond rebecca regina reza
ricardo richard rick ricky rita rob robert roberta roberto robin rodney rodrigo roger roland roman
ron ronald ronan rory rosa rosalind rose rosemary rosie ross roy ruby rupert russell ruth ryan
sabrina sally salma sam samantha samir samuel sandra sanjay sara sarah saul scott sean sebastian
selena serena sergei sergio seth shane shannon sharon shaun shawn sheila shelley shirley sidney
sienna silvia simon simone sofia sonia sophia sophie stacey stacy stan stanley stefan stella
stephanie stephen steve steven stewart stuart sue sunil susan susanna susie suzanne sven sybil
sylvia tamara tania tanya tara tatiana ted terence teresa terri terry tess tessa thelma theo
theodore theresa thomas tiffany tim timothy tina toby todd tom tommy tony tracey tracy travis
trevor tricia tyler ursula valentina valerie vanessa vera vernon veronica vicky victor victoria
vijay vikram vincent viola violet virginia vivian wade walter wanda warren wayne wendy wesley
whitney wilfred will william winston xavier yasmin yolanda yusuf yvonne zach zachary zara zoe
agatha alma bertha beryl clifford clyde cora cordelia delphine doreen edna effie elmer elsie enid
ethel eunice floyd gertrude gladys gwendolyn hattie hilda horace irma josephine lorna lottie lucille
mavis maxine mildred minnie nellie rosalie roxanne rufus sylvester velma vince wilbur wilma winifred
"""

_RARER_NAMES = """
ada adelaide agnieszka aleksander alessandro alfie alfredo alphonse alvin amadou ambrose amos
anders anjali ansel antonia archibald archie ariadne arlene arlo armando arturo astrid aubrey
augustus aurelia avery barnaby bartholomew beatrix belinda benita bernadette bertram bettina bianca
blanche bonnie boyd bridie bronwyn burt byron calvin candice carlton carmel cedric celeste cesar
chandra chester chiara ciara clarence clarissa claude claudette clement clementine clinton colm
conor conrad corinne cornelius cyril dalia damien darius darlene darrell davina deirdre delia
delilah delores delroy denise denzel dermot dexter dilys dimitri dominique dora dorian drusilla
dwayne dwight ebony eduardo edwina egbert elspeth elvira emanuel emeka emmanuel emmett enoch enzo
ephraim ernestine errol esme esteban estelle etta eustace evangeline everett ezekiel ezra fabian
federico ferdinand fergus fidel finlay finn fitzgerald frankie fritz galina gaynor geneva genevieve
georgina geraldine gerhard gideon gilbert giles giuseppe glenda godfrey goran graeme greer gretchen
griselda grover guido gunther gustav gwyneth hamish hans harlan harvey hayley hedda hedwig heinrich
henrietta henrik herman hermione hester hilary hiroshi hollis homer hortense hubert humphrey
ignatius igor ike imogen ines inga ingmar iona ira isadora isaiah isidore ismail ivor iwan jacek
jacques jamal janelle janine jarvis jasper jed jemima jerald jermaine jethro joachim joaquin
jocelyn jolene josef josie joss judd julius justine kaitlyn kareem katya keira kelvin kenji kerry
kerstin kieran kiran klaus kofi konrad krystyna kwame lachlan lamar lars lavinia leander leif
leighton lemuel lenore leonora leopold leroy letitia lettie levi liesl lillian lionel livia loretta
lothar lucian lucien lucinda lucius ludmila ludwig luigi lyle lynette lyudmila madge maeve magda
magnus maisie malachi manfred marcela marcia margery margit marguerite marisol marius marjory marla
marsha mathias mathilde matteo maud maude melvin merle meryl mickey mikhail millicent millie milton
mimi minerva mitsuko mohan monique montgomery morag mortimer moses murdo murray myles myrtle
nadezhda nanette naoko natalya nettie neville niall niamh nicolas nicolette nikhil nikolai nils
norbert noreen octavia odette olaf oleg omari oona ophelia orla orlando orson orville osborne
oswald ottilie otto ottoline owain padraig paloma pascal patsy pavel percival perpetua petra
petronella philippa phineas pierre pippa portia prakash preston priscilla prudence quincy quinn
rafe raima raisa rajesh ramona randall randolph raphael reggie reginald reinhard reuben rhea
rhiannon rhoda rhys ricarda rocco roderick rodolfo roisin rolf romeo romy rosalyn rosamund rosanna
roscoe rowan rowena roxana rudolf rudolph rudy ruthie sadie salim salvador salvatore sanjeev
santiago saoirse sasha saskia seamus selma septimus seraphina shirin sian sidonie siegfried sigrid
silas silvester sinead siobhan solomon sonja sorcha spencer stavros stefania susannah svetlana
tabitha takeshi tamsin tariq tatum tatyana thaddeus thea theodora thurston tilda tilly tito tobias
tomas toni torsten trudy tyrone ugo ulrich ulrika uma una uri valentin valeria vaughn velda
veronika vidya viggo vijaya vikki vilma viv vivienne vlad vladimir waldo wallace wendell werner
wilfrid wilhelm wilhelmina willa willard willem willis winnie winthrop wolfgang xander yann yasmine
yelena yevgeny yoko yuri zachariah zadie zeke zelda zelma zena zoltan zora zuzana
"""

_PLACES = """
alexandria austin barry beverly brandon chad charlotte chelsea clare craig douglas eugene florence
francisco georgia glen isla jackson jordan leon lewis lorraine lucia nelson ross shannon sidney
stanley sydney victoria virginia warren wayne
"""

_SHORT = """
abigail abby; albert al bert; alexander alex alec sandy; alexandra alex sandra; alfred alf fred;
alison ali; amanda mandy; andrew andy drew; angela angie; anthony tony; arthur art; barbara barb;
benjamin ben benny; bernard bernie; catherine cathy kate katie; charles charlie chuck; christina
tina chris; christine chris; christopher chris kit; cynthia cindy; daniel dan danny; david dave
davy; deborah deb debbie; dennis den; donald don donnie; dorothy dot dottie; douglas doug; edward
ed eddie ted ned; eleanor ellie nell; elizabeth liz beth betty eliza lizzie libby; emily em;
eugene gene; florence flo; frances fran; francis frank; franklin frank; frederick fred freddie;
gabriel gabe; geoffrey geoff; gerald gerry jerry; gregory greg; harold hal harry; henry harry
hank; isabella bella izzy; jacob jake; james jim jimmy jamie; janet jan; jeffrey jeff; jennifer
jen jenny; jeremy jerry; jessica jess; john jack johnny; jonathan jon jonny; joseph joe joey;
joshua josh; judith judy; katherine kate kathy katie kat; kathleen kathy; kenneth ken kenny;
kimberly kim; lawrence larry; leonard len lenny; louis lou; lucille lucy; margaret maggie meg
peggy marge; martin marty; mathew matt; matthew matt; maximilian max; melissa mel; michael mike
mick mikey; mitchell mitch; nathaniel nate nathan; nathan nate; nicholas nick nicky; oliver ollie;
pamela pam; patricia pat patty trish tricia; patrick pat paddy; penelope penny; peter pete; philip
phil; phillip phil; rachel rach; raymond ray; rebecca becky becca; richard rick dick rich richie;
robert rob bob bobby robbie bert; ronald ron ronnie; russell russ; samantha sam; samuel sam sammy;
sebastian seb; stephanie steph; stephen steve; steven steve; stewart stu; stuart stu; susan sue
susie; susanna sue; terence terry; theodore ted theo; theresa terry tess; thomas tom tommy;
timothy tim; valerie val; vanessa ness; veronica ronnie; victor vic; victoria vicky tori; vincent
vince vinny; virginia ginny; walter walt; william will bill billy willie liam; zachary zach zack
"""

GIVEN_NAMES = GivenNames(
    common_names=frozenset((*_NAMES.split(), *_RARER_NAMES.split())),
    short_forms={
        full: frozenset(short)
        for full, *short in (entry.split() for entry in _SHORT.replace("\n", " ").split(";"))
    },
    places=frozenset(_PLACES.split()),
)
