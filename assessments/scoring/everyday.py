"""Everyday English words: things, people, qualities and what is done with them, as trainees write them.

They tell what is said in plain words from names, slips and other languages. Verbs of seeing, knowing and telling are
missing on purpose: with such words people say something right in a way that nobody listed.
"""

from assessments.scoring.words import word_set

THINGS = """
accommodation aircraft airplane airport alcohol ambulance ammunition animal antenna anthem apple apron armour armoury
army artillery ashtray axe bag ball balloon banana bandage bandit barbecue barrack barrel barrier base basket bath
bathroom battery bay beach bean beard bed bedroom beer bell belt bench bible bicycle bike binocular bird biscuit
blackboard blanket boat body bolt bomb bone book boot border bottle box bracelet bread brick bridge briefcase broom
brush bucket building bulldozer bullet bunk bunker bus butter button cabin cable cake calculator calendar camel camera
camp canal candle candy cannon canteen car card cargo carpet cash castle cat cattle cave ceiling cement cereal chain
chair chalk charger chess chicken chimney chocolate church cigar cigarette cinema circus city clay cliff clinic clock
cloth clothes clothing cloud club coal coast coat cocoa coconut coffee coin coke cold college comb compass computer
concrete container convoy cook copper corn cotton couch cow cream cricket crocodile crop cross crown cube cucumber cup
cupboard curry curtain cycling dagger dam dentistry deposit desert desk dessert diamond dice diesel dinner dish
document dog doll dollar donkey door drawer dress drink drone drug drum duck dust eagle earring earth earthquake egg
electricity elephant elevator email energy engine engineering enterprise envelope environment equipment euro excavator
exit explosive eye face factory fan farm farmland faucet feather fence ferry fertiliser field fire fireplace fireworks
firm fish fishing flag flashlight flood floor flour flower fog food football footwear forest fork fountain frequency
fridge fruit fuel furniture game garage garbage garden garlic gas gasoline gate gear generator gift glass glove goal
goat gold goodwill grain grant grass grave grenade ground guitar gun gym hair hammer hammock hand handcuff harbour
hardship hat hay head headlight headphone heart heater helicopter helmet highway hill hockey holiday home honey hook
horn horse hospital hostel hotel house housing hut ice icecream ink insect insecticide internet iron island jacket jam
jeans jeep jelly jewel jewellery jug jungle kayak kettle key keyboard keyring kit kitchen kitchenware knife laboratory
lace ladder lake lamp land landmine laptop laser laundry lawn leaf leather leg lemon library light lighter limb lion
livestock loan lock locker lorry luggage lunch lunchbox machine machinery magazine mail malaria mall mango mask mat
mattock mattress meal meat medal medication medicine melon menu metal microphone microwave milk mine mineral mirror
missile mobile money monkey monument moon mop mosque mosquito motor motorbike motorcycle mountain mouse movie mud mug
museum mushroom music nail napkin nature needle nest net newspaper ocean oil onion orange orchard oven oxygen package
paint painting palace pan panda paper parachute parcel park parking pasta path peanut pen pencil pension pepper
perfume pet petrol petroleum pharmacy phone photo piano pie pig pill pillow pin pipe pipeline pistol pizza plane
planet plant plastic plate player playground plough poison pond pool porridge port poster pot potato prayer pump
pumpkin puppet puzzle quarter quilt quran rabbit rack radar radio rag railway rain raincoat rat ration razor
refrigerator remote restaurant rice rifle ring river road robe robot rocket rocks roof room rope route rubber rug
runway saddle salad salt sand sandal sandwich satellite saucer saw scarf scholarship scissors screen screw sea seat
seed sewage shampoo sheep sheet shelf shelter shield ship shirt shoe shop shovel shower shrine silver sink site
skateboard skin skirt sky slipper smartphone snack snake snow soap sock sofa software soil solar soup spaceship spade
spear sponge spoon spring stadium star stationery statue steel stick stone storage store stove street sugar suit
suitcase sun supermarket supply sweater sword syringe table tablecloth tablet tank tap tape tarpaulin taxi tea teapot
telephone television temple tennis tent terrain theatre thermometer ticket tie tile timber tin tissue tobacco toilet
tomato tool toolbox toothpaste torch towel tower town toy tractor traffic trailer train transportation tray tree
trench trousers truck tube tunnel turkey tv typewriter tyre umbrella uniform vaccine van vase vegetable vehicle veil
vest villa violin volcano volleyball wall wallet warehouse waste watch water waterfall weapon weather well wheat wheel
wheelchair whistle wifi wind window wine wire wood wool yard zip zoo
"""
PLACES_AND_TIMES = """
afternoon area capital century continent corner day decade district downtown east evening friday hour location map
minute monday month morning night north place region saturday season second south summer sunday thursday time today
tomorrow tuesday village wednesday week weekend west winter world year zone
"""
PEOPLE = """
accountant actor addict adult alien ancestor angel astronaut athlete author babysitter baker barber batman beggar
billionaire bishop bodybuilder boss boxer bride brother buddy builder burglar butcher captain caretaker carpenter
cartel cashier celebrity champion chef child claus cleaner clerk clown coach colonel comedian commander composer
corporal cousin cowboy criminal dancer daughter dealer dentist deputy designer detective devil director diver doctor
driver drummer drunkard duke electrician emir emperor employer engineer expert explorer family fanatic father fighter
firefighter fisher footballer foreigner friend gamer gangster gardener general genius gentleman ghost giant god
grandfather grandmother groom guest guide guy hacker hairdresser handyman hero hooligan housewife hunter husband imam
influencer inventor jeweller jockey judge jury kidnapper king knight lady landlord lawyer leader librarian lieutenant
lifeguard lover magician maid major manager mayor mechanic merchant midwife millionaire miner minister model monk
mother musician neighbour novelist nun nurse officer orphan owner painter pharmacist philosopher photographer
physician pilot pirate plumber policeman pope porter postman president priest prince princess prisoner professor
programmer psychologist queen racist referee reporter robber sailor saint santa scholar scientist secretary sergeant
servant sheikh shepherd singer sister slave smuggler sniper son specialist spiderman sponsor sportsman spy stranger
student sultan superman surgeon surveyor swimmer tailor teacher team technician thief thug tourist trafficker trainee
trainer translator tutor twin tyrant umpire uncle vet villain waiter warrior welder wife winner witch wizard writer
youtuber zombie
"""
IDEAS = """
ability absence abundance abuse acceptance accountability accuracy achievement action activism admiration adoption
advantage adventure affection age aggression agony agreement aim allegiance alliance ambition amnesty amount anger
anniversary anonymity anxiety apology appetite appointment appreciation approval argument arrest arrogance art
aspiration assault assembly assurance atmosphere attack attention attitude auction authority autonomy award awareness
backing badge balance ban bandwidth bankruptcy bargain battle beauty beginning behaviour belief benefit bet betrayal
bias birth birthday bitcoin blame blessing blockade blockchain blood boredom bottom brand bravery bribe bribery
brotherhood brutality budget burden bureaucracy calm camaraderie campaign capability capacity care career casualty
catastrophe category caution caveat cease ceasefire celebration centre certainty certificate challenge championship
chance change chaos character charity charm chivalry choice citizenship civilisation claim cleanliness climate
closeness cluster coalition code cohesion collaboration colony column coma comfort command commerce commitment
compassion compensation competence competition complaint compliance component composure compromise concentration
concept condition conference confidence confidentiality conflict conquest conscience consensus consent consistency
constitution consultation contempt context contract contribution control conviction cooperation coordination copy
corruption cost counselling courage course courtesy cowardice creation creativity credit crime crisis criticism crowd
cruelty crypto culture curfew curiosity currency curse custom cycle damage dance danger daring darkness deadline
dealings death debate debris debt deceit deception decision deconfliction decree dedication deed default defeat
defection defence deficit degree deity delay delight deliverable demand demining demobilisation democracy demography
denial density department deployment deportation depression depth description desire despair desperation destination
destiny destruction determination deterrence devastation development devotion dialogue dictatorship diet difficulty
dignity diligence dimension diploma diplomacy direction directive disagreement disarmament disaster discipline
discourse discovery discretion discrimination disease disgrace dishonesty dislike displacement dispute distance
distrust diversion diversity division divorce doctrine domain donation doubt dowry drama dream drought duty earning
ecology economics economy edge education effect efficiency effort ego election electorate elegance element embargo
embarrassment emission emotion empathy emphasis employment encounter end endurance engagement enmity enquiry
enthusiasm entry envy epidemic equality equilibrium equity era error escalation escape escort essence estate eternity
ethic ethics ethnicity evacuation evaluation event evil evolution examination example excellence excuse exercise
exhaustion exile expansion expectation expedition expense exploitation exploration explosion exposure expression
extension extent extremism fairness faith fame famine fanaticism fashion fatality fatigue fault favour fear feast
feature feeling fertility festival feud fever fi fiction fidelity fight finance fitness flavour flexibility flow focus
force forecast forgiveness formality format formula fortune foundation fraction frame framework fraternity fraud
freedom friendliness friendship frustration fun function fund funding funeral fury future gain gallantry gap gender
generosity genocide genre gentleness gesture glamour glance global globalisation glory gossip governance grace grade
gratitude greatness greed grief growth grudge guarantee guideline guilt habit habitat half handicap happiness harmony
hashtag haste hate hatred health heaven hell help heritage heroism hesitation hierarchy highlight history hobby
holiness honesty honour hope hospitality hostility hug humanity humility humour hunger hurry hygiene hypothesis ideal
identity ideology ignorance illness illusion imagination impact impartiality imperialism impression improvement
incentive incident inclusion income independence indifference indignation industry inequality inflation infrastructure
ingredient inheritance initiative injury injustice innocence innovation input inspection inspiration instability
instruction instrument insult insurance insurgency integration integrity intellect intention interaction interest
interference interior interoperability interview intimidation intolerance introduction invasion investment irrigation
irritation isolation item jealousy job joke journey joy judgement judiciousness jurisdiction justice kick kind
kindness kingdom kinship label labour lack language laughter launch law lawlessness layer leadership leaflet league
learning leave lecture legacy legality legislation legitimacy leisure lenience lesson level leverage liaison liberty
licence lie life lifestyle limit line link literacy livelihood load logic logistic loneliness longevity longing loss
love loyalty luck luxury madness maintenance majority malice malnutrition management mandate manner manners manpower
margin market marriage master mastery matter maturity maximum means measure mechanism mediation meditation medium
meeting melody membership meme memory mentality mercy merge merit merriment method middle militarism mind minimum
mining mischief misery misfortune mistake mistrust mix mobility mode moderation modesty moment monarchy monitoring
monopoly mood morale morality morals motivation motive mourning mouth move movement multitude murder mystery myth
narrative nationalism nationality necessity neglect negotiation network neutrality niceness nightmare noise nomination
nonsense norm nostalgia notice number nutrition oath obedience obesity object objective obligation obsession obstacle
occasion occupation odour offence offensive offer openness operation opinion opportunity opposition oppression
optimism order organisation orientation origin outcome output outrage outreach overtime ownership pace pact pain
pandemic panel paperwork parade paradise parameter pardon part partiality participation party passage passion
passivity passport pastime patience patriotism pattern pay payment payroll peace peacebuilding peacefulness
peacekeeping peak penalty percentage perception perfection performance period permission permit persistence
personality perspective petition phase phenomenon philosophy phrase physics piracy pity plague plan platform pleasure
plunder poem poetry point policing policy politeness politics pollution popularity portion portrait position
possession posture potential poverty power practice praise precaution preference prejudice premise premises
preparation preparedness preposition presence presentation pressure prestige prevention pride principle print priority
privacy privilege prize problem procedure proceeding process product production productivity profession
professionalism profit progress prohibition project promise promotion proof propaganda property proportion proposal
prospect prospectus prosperity protest protocol province provision provocation prudence puberty publicity punctuality
punishment purchase purity purpose quality quantity quarrel query quest quota race racism rage range rank ransom rape
rate ratio reaction readiness realism reality reason rebellion receipt recipe recognition reconciliation
reconstruction recovery recreation recruitment redemption referendum reflection reform refusal regime regret
reintegration relation relationship relaxation release relevance reliability relief religion reluctance remedy remorse
renewal rent repair repentance repetition reply repression reputation request requirement rescue research resentment
reserve residence resignation resilience resistance resolution resource respect responsibility rest restraint result
retirement retreat reunion revenge revenue revolution reward rhythm riches ridicule right rigour riot risk rite ritual
rivalry role romance rotation routine ruin rule rumour sabotage sacrifice sadness safety salary salvation sample
sanction sanitation sanity satisfaction savings scale scandal scarcity scenario schedule scheme science scope score
seal secrecy secret section segregation self selfie selfishness selflessness seminar sense sensitivity sentence
sequence serenity series seriousness service servitude session set setting sex shame shape share shift shock shortage
show shyness sickness side sign signal silence sin sincerity size skilfulness skill slavery sleep slogan slot
smartness smile smuggling sobriety socialism softness solidarity solution song sophistication sorrow sort soul source
sovereignty space specialisation speech speed spell sphere spirit spirituality spoiler sport spot spread stabilisation
stability stage stake stakeout stamina standard start starvation status steadiness step stock stop strategy stream
strength stress strictness strike structure struggle stubbornness stupidity style subject submission subsidy success
succession suffering suicide sum summit superiority superstition supervision support supremacy surface surprise
surrender survey survival suspect suspicion sustainability sustainment symbol sympathy symptom system taboo tactic
talent tameness target task tax taxation teaching teamwork technique technology temper tempo temptation tendency
tenderness tension term territory terror terrorism test theft theme theory thirst thoughtfulness threat thrift
timeline tiredness title togetherness tolerance tone top topic torture touch toughness tour tourism track trade
tradition tragedy training tranquility tranquillity transfer transition transmission transparency transport trap
travel treachery treason treasure treatment treaty trend trial tribalism tribe tribute trick triumph trouble truce
trust turn type tyranny ugliness unanimity uncertainty understanding unemployment unhappiness uniformity union unity
unrest upbringing uprising urgency usage use usefulness utility vacation vaccination value vanity variation variety
vengeance venue version veto vetting vibe victory view vigilance vigour violation violence virtue visa vision vitality
vocation volume volunteering vote voting vulnerability wage war warfare warmth wave way weakness wealth web wedding
weight welfare wellbeing wi wickedness will willingness willpower wisdom wish wit withdrawal wonder work workload
workshop worry worship worth worthiness youth zeal
"""
DOING = """
accept allow answering asking attacking attending babysitting bathing begging behaving betraying blocking boating
bombing borrowing boxing breathing bribing build burning buying camping caring carrying celebrating chatting cheating
clean cleaning climbing coaching collecting combat commanding complaining cooking counting crying dancing deciding
defeating defending demonstrating deploying designing destroying digging disarming disciplining dressing drinking
drive driving eat eating entertaining escaping escorting evacuating exercising explaining falling farming feeding
fighting financing fly flying following forgiving fundraising gambling gaming gathering give giving governing growing
guard guarding hiding hoping hunting hurting importing improving invading investing jogging joking judging jumping
kicking kill killing kissing knitting laughing leading lending lifting listening living loading looting loving lying
managing marching mark marketing marrying massaging mentoring moving negotiating obey obeying occupying offering
opening ordering packing parading partying pass patrol patrolling paying persuading planting play playing please
polishing posing pray praying preaching preparing promising protect pulling punishing pushing queuing racing raping
recruiting rehearsing relaxing repairing respecting resting rewarding riding robbing ruling running sacrificing
sailing saving scoring screaming seeding sell selling serving sewing shaving shoot shooting shopping shouting
showering sing singing sitting skiing skipping slapping sleeping smelling smiling smoke smoking spending spying
standing starving steal stealing stopping striking study studying supporting surrendering surviving sweating swim
swimming talking taxing teasing threatening throwing tolerating torturing touring trading travelling trusting typing
visiting waiting walk walking warning wash washing wasting whispering win winning wishing working worshipping
wrestling yelling
"""
ADJECTIVES = """
able about across active adequate advanced aerial against aggressive agricultural always ambitious among ancient angry
annual armed around attractive automatic available aware bad basic beautiful behind best better between beyond big
bitter black blind bloody blue bold boring both brave brief bright broken brown buddhist busy capable careful certain
charming cheap christian civilised classified clear clever collective colourful comfortable commercial common compact
competitive complete complex comprehensive confident conscious constant constitutional continuous contractual
controversial convenient conventional cool correct corrupt crazy creative cruel cultural curious current cute daily
dangerous dark dead dear decent deep democratic different difficult digital dirty disciplined domestic dry dull each
eager early easy economic educated effective efficient electric electronic empty enormous entire equal equipped
eternal ethnic every excellent exciting exotic expensive experienced extra fair faithful false familiar famous
fantastic far fast fat fearless few fierce final financial fine fit five flat flexible foolish foreign formal four
fragile free frequent fresh friendly full funny furious generous gentle genuine geographic golden good grateful great
green happy hard harmful harmless healthy heavy helpful heroic hidden high hindu historic historical holy honest
hopeful horizontal horrible hot huge humble hungry ill illegal immediate impartial imported impossible impressive
independent individual industrial initial innocent inside instant intelligent interesting jealous jewish joint junior
just keen large last late lawful lazy legal less little logistical lonely long loud lovely low loyal lucky mad main
many marine married massive mature medical mental merciful mighty military minor modern modest moral more much muslim
mutual my mysterious narrow nasty natural naval near neat negative neutral never new nice noble noisy normal nuclear
obedient odd often old only open operational original other our outer outside over own painful parallel particular
passive patient patriotic peaceful perfect permanent personal physical pink political poor popular portable positive
possible powerful practical precious pretty previous primary private productive professional proper protected proud
pure qualified quick quiet radical random rapid rare ready real reasonable red regional regular reliable religious
responsible rich rough round royal rural sacred sad safe same seasonal secondary selfish senior sensitive separate
serious several sexual sexy shared sharp shiny short shy sick silent simple sincere single skilled sleepy slow small
smart smooth social soft solid spare special spiritual splendid square stable steady straight strange strategic strict
strong stupid successful sudden sufficient suitable superior supreme surplus sweet tactical tall technical temporary
terrible their thick thin three through tidy tight tiny tired together total tough traditional tribal tropical true
trusted two typical ugly unarmed unfair unhappy unique universal unknown unlimited urban useless usual vague valuable
various vast vertical very violent visible voluntary warm weak wealthy weekly wet white whole wide wild wise without
wonderful wooden worthy wrong yearly yellow young
"""
EVERYDAY = word_set(f"{THINGS} {PLACES_AND_TIMES} {PEOPLE} {IDEAS} {DOING} {ADJECTIVES}")
QUALITIES = word_set(ADJECTIVES)
