package assertion

import "strings"

// acts are what people do, or are exposed to, again and again.
const acts = "exertion|exercise|exercising|activity|activities|effort|exerting|walking|ambulation|ambulating|climbing|stairs|steps|hills|inclines|" +
	"standing|sitting|lying|laying|bending|lifting|twisting|turning|rolling|kneeling|squatting|reaching|gripping|throwing|pushing|pulling|carrying|" +
	"coughing|sneezing|laughing|straining|valsalva|breathing|breath|breaths|inspiration|expiration|swallowing|eating|meals|meal|food|foods|chewing|drinking|" +
	"movement|movements|motion|moving|flexion|extension|rotation|weight|weightbearing|bearing|position|positions|positional|recumbency|" +
	"cold|heat|humidity|weather|stress|dust|pollen|cats|dogs|smoke|perfume|perfumes|allergens|grass|sunlight|sun|light|noise|" +
	"sex|intercourse|urination|voiding|urinating|micturition|defecation|defecating|bm|bms|alcohol|caffeine|coffee|dairy|milk|lactose|gluten|spicy|fatty|greasy|" +
	"peanuts|nuts|shellfish|eggs|strawberries|latex|reading|driving|running|jogging|swimming|biking|working|typing|writing|sleeping|menses|periods|menstruation|" +
	"supine|upright|prone|flat|recumbent|ambulates|touch|wiping|brushing|shaving|speaking|talking|singing|playing|gym|sports|dancing|yoga|blocks|block|flights|feet|yards|mile|miles|liquids|solids|drinks|drink|elevators|crowds|traffic|public|winter|spring|summer|autumn|cold|heat|sun|mornings|evenings|night|nighttime|nights|bedtime|opening|closing|yawning|gripping|hot|dialysis|hd|treadmill|bike|elliptical|planes|plane|airplane|airplanes|train|barn|garden|yard|basement|classroom|stores|store|supermarket|mall|tunnels|tunnel|sauna|altitude|altitudes|weekends|wind|feeds|feeding|feedings|evening|nightfall|wine|beer|chocolate|cheese|onions|tomatoes|citrus|bread|winds|steroids|infusion|infusions|chemo|stomach|inactivity|immobility|afternoon|afternoons|noon|peak|season|upgaze|downgaze|stress|emotion|emotions|wool|suctioning|suction|draws|pills|sneeze|sneezes|colds|uri|uris|utis|infections|illness|illnesses|spells|gaze|dentist|sight|rom|clinic|office|intention|lunch|dinner|breakfast|supper|cars|bus|boats|boat|showers|shower|clothing|socks|shoes|heels|chores|housework|gardening|shoveling|crowds|heights|needles|travel|flying"

// hedges may stand between a cue and an act: "with minimal exertion".
const hedges = "even|minimal|moderate|mild|strenuous|heavy|light|deep|any|passive|active|left|right|viral|raw|dressing|blood|physical|prolonged|certain|sudden|quick|rapid|vigorous|his|her|the|a|an|some|" +
	"extreme|excessive|slight|little|overhead|long|particular|changes|change|changing|in|of|more|intense|forced|full|active|passive|eating|being|drinking|high|low|" +
	"taking|going|getting|up|down|flights|flight|exposure|to|climbing|lying|sitting|standing|strong|bright|loud|hot|cold|or|and|large|big|internal|external|lateral|thin|thick|solid|neck|jaw|spinal|trunk|arm|leg|shoulder|knee|hip"

// actSet and hedgeSet hold the words of acts and hedges.
var actSet, hedgeSet = setOf(acts), setOf(hedges)

func setOf(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.SplitSeq(words, "|") {
		out[w] = true
	}
	return out
}

// stateSet holds how somebody is when something happens.
var stateSet = setOf("supine|upright|flat|standing|prone|recumbent|exposed|anxious|stressed|tired|hungry|upset|outside|outdoors|active|hot|cold|asleep|alone|left|angry|nervous|overheated|on")

var doingSet = setOf("walking|climbing|running|jogging|lifting|bending|exercising|chewing|swallowing|ambulating|exerting|reaching|getting|going|squatting|kneeling|lying|making|eating|drinking|looking|skipping|holding|standing|sitting|driving|reading|typing|" +
	"talking|rolling|turning|carrying|pushing|pulling|dressing|bathing|showering|mowing|shoveling|vacuuming|sweeping|gardening|playing|sleeping|stooping|brushing|combing|opening|writing|" +
	"dancing|hiking|swimming|biking|wearing|missing")

var (
	onceSet   = setOf("yesterday|today|tonight|ago|pta")
	datedSet  = setOf("after|during|while|when|in|at|before|around|by") // cues that may date an event
	eventSet  = setOf("had|developed|presented|suffered|sustained|underwent|died|admitted|was|were|showed|revealed|persistence|reappeared|appeared|disappeared|performed")
	lastSet   = setOf("night|week|wk|month|year|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend")
	injurySet = setOf("fell|fall|twisted|sprain|sprained|laceration|lac|burn|burned|cut|injury|injured|fracture|fx|collapsed|struck|hit|rolled|slipped|tripped|exposed|exposure|concussion|sprains|broke")
	offSet    = setOf("balance|work|duty|service|target|label|site|white|and|the|for|from|guard")
)

// asideSet holds the words behind "when" that tell of a single time, or of
// what is to be done.
var asideSet = setOf("seen|admitted|evaluated|presented|asked|examined|palpated|pressed|noted|found|last|first|initially|hospitalized|discharged|diagnosed|born|young|younger|a|an|" +
	"in|at|to|possible|able|needed|necessary|indicated|available|appropriate|safe|ready|you|we|this|that|his|her|their|my|he|she|they|i|patient|pt|there|done|due|questioned|interviewed|" +
	"contacted|called|checked|arrived|compared|it|ordered|given|stable|better|improved|resolved|symptoms|fever|pain")

var timeUnitSet = setOf("minutes|mins|hours|hrs|days|weeks|wks|months|years|yrs|seconds|antibiotics|abx|steroids|fluids|meds|labs|vitals|rounds|falls|injuries|cultures|results|stitches|sutures|has|was|does")

// pastSet holds verbs in the past that do not end as such.
var pastSet = setOf("was|were|had|did|became|came|went|got|fell|felt|saw|took|ate|stood|woke|presented|began|broke|drank|drove|gave|grew|hit|kept|knew|left|lost|made|met|ran|" +
	"rose|sat|slept|spoke|struck|swam|thought|threw|told|wore|wrote|lay|bent|caught|bit|found|awoke|woken|brought|heard|held|noted|seen|admitted|started|stopped")

// aidSet holds what people cannot do without.
var aidSet = setOf("crutches|sling|contacts|lenses|mask|sleep|coffee|caffeine|food|breakfast|lunch|help|assistance|pillows|pillow|inhaler|inhalers|steroids|prednisone|pads|nebs|compression|stockings|orthotics|splint|shoes|oxygen|o2|cpap|bipap|glasses|support|medication|medications|meds|insulin|walker|cane|brace|hearing")

// timeSet holds times and places that a habit has.
var timeSet = setOf("fall|spring|summer|winter|morning|mornings|evening|evenings|afternoon|afternoons|sun|heat|cold|shower|car|dark|rain|bath|bathtub|gym|pool")

// seasonSet holds what comes again.
var seasonSet = setOf("spring|summer|fall|autumn|winter|april|may|june|october|month|period|cycle|pregnancy|meal|monday|weekend|season|night|dose|infusion")

// askedSet holds what is asked for behind an if.
var askedSet = setOf("needed|indicated|tolerated|desired|required|wanted|requested|warranted|approved|worsened|improved|resolved|elevated")

// beforeSet holds what is done once before something comes.
var beforeSet = setOf("falling|receiving|having|being|undergoing|taking|starting|stopping|ingesting|finishing|completing|discontinuing|switching|returning|leaving|arriving|seeing|hearing|losing|hitting|striking|tripping|slipping|sustaining")
