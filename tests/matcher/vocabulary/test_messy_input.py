"""Messy input: what Danish coordinators and young people write, and the codes that it means."""

import pytest

from matcher.vocabulary import Vocabularies

ROLES = """
sang=singer; Vokal=singer; sangerinde=singer; forsanger=singer; jeg synger=singer; vox=singer
sangere=singer; rytmisk sang=singer; korsanger=choir_singer; synger i kor=choir_singer
kor=choir_singer; Alt 2=alto; topliner=topliner; skriver sange=songwriter; lyrics=lyricist
sangskriver=songwriter; MC=rapper; emcee=rapper; rap=rapper; rappere=rapper; laver beats=beatmaker
beats=beatmaker; type beats=beatmaker; beat maker=beatmaker; bedroom producer=producer
producent=producer; FL Studio=producer; ableton=producer; Producer/Beatmaker=producer
dj'er=dj; disc jockey=dj; DJ's=dj; pladevender=dj; trommeslager=drums; Trommesæt=drums
trommer=drums; drummer=drums; slagtøj=percussion; cajon=cajon; el-bas=bass; bassist=bass
basguitar=bass; E-bas=bass; elguitar=electric_guitar; guitarist=guitar; gitarist=guitar
leadguitar=guitar; Spansk guitar=classical_guitar; uke=ukulele; klaver=keys; pianist=keys
tangenter=keys; keyboard=keys; synthesizer=synth; flygel=piano; sax=saxophone
tenorsaxofon=saxophone; basun=trombone; valdhorn=french_horn; tværfløjte=flute
blokfløjte=recorder; harmonika=accordion; bayan=accordion; trækharmonika=accordion
bratsch=viola; violinist=violin; spillemand=fiddle_player; kontrabas=double_bass
komponist=composer; filmkomponist=screen_composer; lydmand=sound_engineer
lydtekniker=sound_engineer; FOH=sound_engineer; lysmand=light_engineer; lys=light_engineer
arrangør=organiser; booker=organiser; event organiser=organiser; koncertarrangør=organiser
frivillig=volunteer; korleder=choir_leader; dirigent=conductor; danser=dancer
beatbox=beatboxer; plakater=graphic_designer; koncertfotograf=photographer
"""
GENRES = """
Hip-Hop=hiphop; hip hop=hiphop; rapmusik=hiphop; urban=hiphop; dansk rap=danish_rap
UK drill=uk_drill; trapmusik=trap; boombap=boom_bap; R n B=rnb; r'n'b=rnb; R&B=rnb; neosoul=neo_soul
klassisk musik=classical; Klassisk=classical; kammermusik=chamber; barok=baroque
samtidsmusik=contemporary_classical; ny kompositionsmusik=contemporary_classical
contemporary=contemporary_classical; elektronisk=electronic; Elektronisk musik=electronic
electronica=electronic; dnb=drum_and_bass; d&b=drum_and_bass; drum'n'bass=drum_and_bass
teknomusik=techno; hård techno=hard_techno; housemusik=house; lo-fi hip hop=lofi; 8-bit=chiptune
støj=noise; noise music=noise; eksperimenterende=experimental; visesang=viser; vise=viser
folkemusik=folk; spillemandsmusik=spillemandsmusik; nordisk folk=nordic_folk
irsk folkemusik=irish_folk; singersongwriter=singer_songwriter; singer/songwriter=singer_songwriter
egne sange=singer_songwriter; indierock=indie_rock; indie=indie; poprock=pop_rock; popmusik=pop
dansktop=dansktop; gamle slagere=schlager; metalcore=metalcore; dødsmetal=death_metal
heavy=metal; hardcore punk=hardcore; punkrock=punk; kormusik=choir; gospelkor=gospel
rytmisk kor=pop_choir; a capella=a_cappella; salmer=hymns; højskolesange=hojskolesang
fællessang=community_singing; morgensang=morning_singing; julesange=carols; film=film_music
filmmusik=film_music; spilmusik=game_music; computerspil=game_music; børnesange=childrens_songs
verdensmusik=world; balkanmusik=balkan; arabisk pop=arabic_pop; afro beats=afrobeats
reggaeton=reggaeton; k-pop=k_pop; jazzmusik=jazz; bigband=big_band; frijazz=free_jazz
funk/soul=rnb_soul_funk; bluesmusik=blues; countrymusik=country; rytmisk musik=rhythmic
musicals=musical_theatre; hyper pop=hyperpop; UKG=uk_garage; shoegazer=shoegaze; afrobeat=afrobeat
"""
GOALS = """
optræde=perform; spille koncerter=perform; ud at spille=perform; stå på scenen=perform
komme ud og spille=perform; spille live=perform; get gigs=perform; udgive=release
få musikken ud=release; udgive en EP=release; komme på Spotify=release; put out music=release
lære=learn; blive bedre=learn; få undervisning=learn; at lære noget nyt=learn; improve=learn
skrive sange=write_songs; lave musik=write_songs; gøre sange færdige=write_songs
møde andre=find_people; netværk=find_people; fællesskab=find_people; spille med andre=find_people
finde ligesindede=find_people; make friends=find_people; collabs=find_people; få et band=band
finde et band=band; join a band=band; studietid=record; indspille=record; lave en demo=record
trivsel=wellbeing; have det godt=wellbeing; ro=wellbeing; have det sjovt=wellbeing
selvtillid=wellbeing; tilbage til musikken=wellbeing; arbejde i musikbranchen=work_in_music
leve af musikken=work_in_music; praktik=work_in_music; karriere=work_in_music
give tilbage=give_back; give noget igen=give_back; hjælpe andre=give_back; frivillig=give_back
tjene penge=get_paid; få løn=get_paid; honorar=get_paid; blive betalt=get_paid; earn money=get_paid
"""
CONDITIONS = """
lille gruppe=small_group; små hold=small_group; lille hold=small_group; max 6 personer=small_group
stille rum=quiet_room; ro=quiet_room; roligt sted=quiet_room; rolige rammer=quiet_room
tag en ven med=bring_friend; må tage en ven med=bring_friend; med en ven=bring_friend
kun for piger=women_only; kun kvinder=women_only; girls only=women_only; pigehold=women_only
digitalt=online; over zoom=online; gerne online=online; ingen scene=no_stage; uden scene=no_stage
ikke på scene=no_stage; uden publikum=no_stage; no performance=no_stage
ingen konkurrence=no_competition; uden konkurrence=no_competition; kørestol=wheelchair
kørestolsvenligt=wheelchair; handicapadgang=wheelchair; trinfri adgang=step_free
beginner-friendly=beginner_friendly; begyndervenlig=beginner_friendly; fra bunden=beginner_friendly
nybegyndere=beginner_friendly; ingen forudsætninger=beginner_friendly; tegnsprog=sign_language
teleslynge=hearing_loop; alkoholfrit=alcohol_free; lån af udstyr=equipment_to_borrow
uden noder=by_ear; gratis=free_of_charge; på tomandshånd=one_to_one; uden pres=calm_pace
"""
OTHERS = {
    "kinds": """
koncert=gig; spillejob=gig; opvarmning=gig; åben scene=gig; open mic=gig; byfest=festival
workshop=course; kursusforløb=course; masterclass=course; musiklejr=camp; sangskrivercamp=camp
mentorforløb=mentoring; praktik=mentoring; øvelokale=studio; indspilning=studio; jam-aften=jam
sammenspilsaften=jam; netværksmøde=network; oplæg=network; talentkonkurrence=contest
residens=residency; kunstnerophold=residency; give igen=giveback; frivillig optræden=giveback
""",
    "organisation_types": """
musikskole=music_school; Musik- og kulturskole=music_school; ungdomsskolen=youth_school
ungdomsklub=youth_club; fritidsklub=youth_club; spillested=venue; kulturhus=venue
forening=association; folkebibliotek=library; folkeskole=school; efterskole=school
børnehave=kindergarten; plejecenter=nursing_home; plejehjem=nursing_home; virksomhed=employer
pladeselskab=employer; højskole=other; kommune=other
""",
    "times": """
hverdage=weekday_day; eftermiddag=weekday_day; efter skole=weekday_day; aften=weekday_evening
hverdagsaftener=weekday_evening; tirsdag aften=weekday_evening; weekender=weekend; søndage=weekend
""",
    "open_to": """
egen kommune=home; hjemkommunen=home; samarbejdet=partnership; partnerskabet=partnership
medlemskommunerne=partnership; alle=all; åben for alle=all
""",
    "settings": "fysisk fremmøde=onsite; på stedet=onsite; digitalt=online; blandet=hybrid",
    "reaches": "lokalt=local; regionalt=regional; landsdækkende=national; hele landet=national",
    "languages": """
dansk=da; engelsk=en; Arabic=ar; somalisk=so; farsi=fa; tyrkisk=tr; ukrainsk=uk; polsk=pl
grønlandsk=kl; kurmanji=ku; urdu=ur; tegnsprog=sgn
""",
    "offer_statuses": "kladde=draft; udgivet=published; fuldt booket=closed; aflyst=cancelled",
    "target_groups": """
piger=girls_and_women; kvinder=girls_and_women; women=girls_and_women; over 40=over_40
unge der har det svært=vulnerable_youth; sårbare unge=vulnerable_youth; flygtninge=newcomers
""",
    "placeholders": """
alle genrer=everything; lidt af hvert=everything; ingen=nothing; ved ikke=unknown
""",
}
ALL = {"roles": ROLES, "genres": GENRES, "goals": GOALS, "conditions": CONDITIONS, **OTHERS}


def cases() -> list[tuple[str, str, str]]:
    """List, text and code of every case above."""
    entries = (
        (name, entry.strip().rpartition("="))
        for name, block in ALL.items()
        for entry in block.replace("\n", ";").split(";")
    )
    return [(name, text, code) for name, (text, _, code) in entries if code]


@pytest.mark.parametrize(("name", "text", "code"), cases())
def test_messy_input_resolves(known: Vocabularies, name: str, text: str, code: str) -> None:
    assert getattr(known, name).resolve_all(text)[:1] == (code,)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("genres", "garage"),
        ("genres", "noget med strygere fra rummet"),
        ("roles", "hjemmebygget vindharpe"),
        ("goals", "vinde over min bror"),
        ("conditions", "udsigt til vandet"),
    ],
)
def test_what_could_be_several_things_or_none_stays_free(
    known: Vocabularies, name: str, text: str
) -> None:
    assert getattr(known, name).resolve_all(text) == ()
