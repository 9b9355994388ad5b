package assertion

// cues are the rules of the package, written for it from clinical usage. A
// phrase that stands in two groups belongs to the later one; a longer phrase
// wins over a shorter, so that most groups of exceptions only need to be long.
var cues = []rule{
	// Absent: cues before the mention.
	{pre: of(negated), phrase: `
no; without; w/o; absence of; (is|was|are|were|been|be|tests|test|tested|) negative for; (is|was|were) neg for; neg for; neg;
free of; free from; no evidence (of|for|to suggest|to indicate|that|);
no (sign|signs|symptoms|indication|findings|suggestion|complaint|complaints) (of|for|to suggest|); no (signs|sign) or symptoms of;
no (clinical|radiographic|radiologic|definite|convincing|obvious|other|new|acute|current|mammographic|) evidence of;
(is|was|were|are|has been|have been|) not (found|noted|felt|thought|believed|known|shown|proven) to (have|be|represent);
not (have|had|having|has|show|demonstrate|reveal|exhibit|complain of|complaining of|report|endorse|appreciate|see|develop|experience|
experiencing|detect|identify|find|display|note|describe|admit to|appear to have|appear to be|appear|feel|felt to have|believed to have|
known to have|associated with|consistent with|compatible with|typical of|typical for|suggestive of|indicative of|represent|support|indicate|
suggest|meet criteria for|be typical for|be typical of|be consistent with|be compatible with);
(not|<donot>) (believe|think|feel) (that|) (<he>|this|the patient|there|these|) (is|are|was|has|have|
is having|represents|represent|);
(<donot>|hasn't|hadn't|haven't) (have|had|show|report|complain of|endorse|appear|);
never (had|has had|developed|experienced|); never; none of; (fails|failed) to (reveal|show|demonstrate);
(declines|declined|refuses|refused|refusing) (any|); not (currently|) (on|taking|using|receiving|given|started on|tolerate);
not (take|use|receive|received); rules out; ruled out for; (ruled|rules) (him|her|the patient) out (for|);
did rule (him|her|the patient|) out for; ruled out (him|her|) for; lack of; lacks; lacking; devoid of; nor; neither; no known;
nil; unremarkable for; (is|are|was|were|) unlikely to (be|have|represent); low (suspicion|probability|likelihood) (of|for); doubt;
argues against; inconsistent with; rather than; instead of; no (longer|further) (has|have|had|complains of|complaining of|any|);
no mention of; no report of; no known history of; afebrile and without; nondistended without;
(no|without) (significant|apparent|overt|gross|focal|clear|associated|recent|residual|recurrent|obvious|visible); can't be; isn't;
wasn't; aren't; weren't; exclusion of; excludes`},
	{pre: of(negated), ends: of(historical, family, other), phrase: `(denies|denied|denying|deny|refutes) (any|having|having any|experiencing|a|the|)`},
	{pre: of(negated), window: 5, phrase: `not; cannot; can't`},
	{pre: of(negated), window: adjacent, short: true, phrase: `non; anti`},
	{pre: of(negated, historical), phrase: `
(no|without|denies|denied|negative for|denies any|without any|no known|no significant|no prior|no previous|no personal) (prior|previous|
past|personal|known|) (history|hx|h/o) of;
never had any (prior|previous|); no prior; no previous; no past (medical|surgical) history of;
(not|doesn't|does not|did not) (have|give|report) a (prior|previous|past|) history of; former`},
	// Absent: cues after the mention.
	{post: of(negated), window: 6, phrase: `
(are|were|have been|all|all are) (denied|absent|negative|ruled out|completely ruled out|excluded|nonexistent|unlikely|less likely|
never present|never confirmed);
(are|were|have|have been|) not (seen|noted|present|identified|found|detected|appreciated|demonstrated|visualized|visualised|observed|
evident|apparent|palpable|palpated|heard|elicited|reported|felt|shown|documented|diagnosed|confirmed|a problem|an issue|active|in evidence);
none (seen|noted|identified|present|found|detected|appreciated|reported); cannot be (seen|identified|demonstrated)`},
	{post: of(negated), window: 6, short: true, phrase: `
(is|was|has been|has been completely) (denied|absent|negative|ruled out|completely ruled out|excluded|nonexistent|unlikely|less likely|
never present|never confirmed);
(is|was|has|has been) not (seen|noted|present|identified|found|detected|appreciated|demonstrated|visualized|visualised|observed|evident|
apparent|palpable|palpated|heard|elicited|reported|felt|shown|documented|diagnosed|confirmed|a problem|an issue|active|in evidence);
not been (seen|noted|identified|found|detected|demonstrated|diagnosed|confirmed); did not (occur|recur|develop); negative x <n>;
never (occurred|materialized); ruled out; excluded; less likely; unlikely`},
	{pre: of(negated), post: of(negated), window: 3, short: true, phrase: `absent`},
	{pre: of(negated), phrase: `[-]`},
	{post: of(negated), window: 1, short: true, phrase: `free; neg; none; nil; negative (today|)`},
	// Possible: still to be proven or excluded.
	{pre: of(uncertain), window: 8, short: true, phrase: `
possible; possibly; probable; probably; likely; presumed; presumptive; presumably; questionable; question; apparent; potential;
maybe; perhaps; most likely; potentially; equivocal; borderline; seemingly; very likely; conceivably`},
	{pre: of(uncertain), window: 10, phrase: `
(suspicious|suspicion|concern|concerns|concerning|worrisome|worry|worried) (for|of|about|that); suspect; suspects; suspecting;
suspicion of; high suspicion for; question of; ? of; may (have|represent|be|reflect|indicate|suggest);
might (have|represent|be|reflect|indicate); could (have|represent|be|reflect|indicate); rule out; r/o; to rule out;
rule (him|her|patient|the patient) out for; evaluate for; to evaluate for; evaluation (for|of possible); work up for; workup for;
(consistent|compatible|comparable) with; c/w; suggestive of; suggesting; suggests; suggest; indicative of;
(appears|appear|seems|seem) to (be|have|represent); thought to (be|have|represent); felt to (be|have|represent);
believed to (be|have|represent);
(cannot|can't|can not|unable to|could not|couldn't|not able to|difficult to) (completely|entirely|definitively|reliably|fully|) (exclude|rule out);
not (exclude|rule out); does not (exclude|rule out); did not rule out;
differential (diagnosis|) (includes|include|included|of|is); differential diagnosis; unclear (if|whether); uncertain (if|whether);
not (sure|certain|clear) (if|whether); whether; versus; vs; vs.; working diagnosis (of|is); impression of; favor; favors;
favoring; to exclude; in favor of; raises the (question|possibility) of; possibility of; likelihood of; probability of;
(check|test|testing|assess) for; be ruled out for; (should|must|may|might|could|will|can|to|ought to) be ruled out for;
looks like; as if; as though; query; presumptive diagnosis of`},
	{pre: of(uncertain), post: of(uncertain), window: 6, short: true, phrase: `
(is|was|are|were|remains) (possible|probable|suspected|likely|very likely|most likely|thought likely|questioned|questionable|considered|
equivocal|uncertain|presumed|unclear)`},
	{post: of(uncertain), window: 5, phrase: `
(is|are|was|were|remains) (a possibility|a consideration|a concern|in question);
(can not|cannot|could not|can't|not) be (completely|entirely|definitively|) (excluded|ruled out);
(has|have|had|is|was|are|were|) (not|not been|not yet been|never been) (completely|entirely|) (excluded|ruled out);
(to be|be|being|should be|must be|needs to be|may be|could be|will be|is to be) ruled out; versus; vs; vs.; did not rule out`},
	{pre: of(uncertain), post: of(uncertain), window: 2, short: true, phrase: `?; [?]; suspected`},
	// Not yet, or only if.
	{pre: of(hypothetical), window: 14, phrase: `
if; in case of; in the event of; should (he|she|they|you|the patient|symptoms|any|there be|it); unless;
return (for|if|with|to clinic for|to ed for|to er for|to the emergency room for|to the emergency department for);
come back (for|if|with); call (for|if|with); seek (care|medical attention|attention|help) (for|if);
go to the (er|ed|emergency room|emergency department) (for|if|with);
(monitor|monitored|monitoring|watch|watched|watching|observe|observed|observing|look|looking|look out|surveillance) for;
(any|) (signs|signs and symptoms|symptoms|evidence) such as;
(at|increased|high|higher|low|elevated|increase|increases|increasing|) (risk|risks) (of|for|include|includes|included|including);
risk factors for; risks and (benefits|complications) including; predisposed to; susceptible to; susceptibility to; vulnerable to;
(to|) (prevent|avoid|avoiding|preventing); prevention of; prophylaxis (for|against|of); prophylactic treatment for; to prevent;
protect against; screening for; screen for; screened for; screening; vaccination (for|against); vaccine (for|against);
immunization against; vaccinated against; educated (about|on|regarding); education (about|on|regarding);
counseled (about|on|regarding); counselled (about|on|regarding); instructed to (call|return) (for|if|with); warned (about|of);
warning signs of; as needed for; prn (for|); prn; when (he|she|the patient) (develops|has|gets); precautions for;
potential (complications|side effects|adverse effects) (of|include|including|such as);
possible complications (of|include|including|such as); complications (such as|include|including|could include); can cause;
could cause; may cause; might cause; can lead to; could lead to; may lead to; may develop; might develop; could develop; fear of;
afraid of; concerned about developing; test for carrier of; whenever; report any;
notify (us|me|your doctor|physician) (of|for|if)`},
	{post: of(hypothetical), window: 1, short: true, phrase: `
prophylaxis; precautions; precaution; screening; screen; prevention; risk; risks; vaccine; vaccination; prophylactically;
education; counseling; counselling; ppx; surveillance`},
	{post: of(hypothetical), window: 4, phrase: `
should (occur|develop|arise|recur|worsen|return); (were|was|are) discussed as (risks|a risk);
if (it|they|these|this) (occurs|occur|recurs|recur)`},
	// Of the past.
	{pre: of(historical), phrase: `
history; history of; hx of; hx; h/o;
(past|prior|previous|remote|distant|known|medical|long|longstanding|long standing|significant|strong|extensive) (medical|surgical|
) (history|hx) (of|for|significant for|is significant for|notable for|is notable for|remarkable for|is remarkable for|positive for|
is positive for|includes|included|including|:|);
history (is|was|) (significant|notable|remarkable|positive|pertinent) for; history (includes|included|including|consists of);
(pmh|pmhx|psh) (of|significant for|is significant for|notable for|includes|for|:|); status post; s/p; s p;
(previously|formerly) (had|diagnosed with|treated for|known|); previously; formerly;
(has|have) had (a|prior|previous|past|) (previous|prior|past|) (diagnosis of|episode of|episodes of|bouts of);
(previous|prior|past) (diagnosis of|diagnoses of|episode of|episodes of|bout of|bouts of|); (known|well known) to have;
known (to have|history of|for|case of); hospitalized (for|with) (a|) (prior|previous|); as a child had; had been diagnosed with;
(was|were) treated (previously|in the past) for; carries a (diagnosis|history) of; (recovered|recovering) from; survivor of;
(quit|stopped|discontinued) (taking|using|); (sequela|sequelae) of; know to have`},
	{pre: of(historical), window: 3, short: true, phrase: `old; remote; prior; previous; healed; pre existing; preexisting; former; past; long standing; longstanding`},
	{pre: of(historical), window: adjacent, short: true, phrase: `ex; post`},
	{post: of(historical), window: 6, phrase: `
(in|during|as) (the|) (past|childhood|infancy|adolescence); as a (child|teenager|teen|baby|young adult|youth|kid);
(<n>|many|several|few|couple|some) <years> (ago|prior|earlier|previously|back|before); <years> ago; in (the|) <year>;
in <month> (of|) <year>; previously; (was|were|has been|) (discontinued|stopped);
(was|were|) (diagnosed|treated) (previously|in <year>|<years> ago); when <he> was (a child|young|younger|a teenager);
(in his|in her) (youth|teens|twenties|thirties|childhood); last <years>`},
	{post: of(historical), window: 1, short: true, phrase: `history; hx; in the past; in past; by history; survivor; remote`},
	// Gone.
	{pre: of(resolved), window: 5, short: true, phrase: `resolved; healed; (resolution|clearing) of; cured of; recovered from`},
	{post: of(resolved), window: 4, phrase: `
(has|have|had|is|was|were|are|since|) (completely|now|fully|since|spontaneously|) (resolved|subsided|abated|healed|cleared|cured);
(has|have|had) (gone away|disappeared|gone into remission); in (complete|full|) remission; went away; resolution`},
	// Somebody else's.
	{pre: of(family, historical), phrase: `
(family|fam) (medical|psychiatric|) (history|hx) (is|was|) (of|significant for|notable for|positive for|remarkable for|includes|with|for|:|-|);
family hx; fhx; fh; famhx; (strong|positive|significant) family (history|hx) (of|for|)`},
	{pre: of(family), phrase: `
<rel> (who|also|both|all|each|recently|is|was|has|had|have|) (had|has|have|with|has had|died|died of|died from|died with|died at|deceased|
dead|age|aged|suffers|affected by|affected with|diagnosed with|diagnosed|been diagnosed with|suffered|suffered from|suffers from|
passed away|passed|succumbed to|history of|hx of|h/o|developed|:|-|positive for|alive|alive with|living with|treated for|carries);
<rel> , (who|whom) (also|both|all|each|) (had|has|have|has had|died of|died from|was diagnosed with|is diagnosed with|suffered from|suffers from|developed);
<rel> and <rel> (had|have|with|both had|died of); (first|second) (-|) degree relative; in the family; runs in (the|) family`},
	{post: of(family), window: 5, phrase: `
(in|of|for) (the|his|her|their|a|one|both|two|my|patient's|the patient's|) (own|maternal|paternal|) (<rel>|family member|family members);
(in|of) (the|his|her|their) family; (run|runs|ran|running) in (the|his|her|their) family; family history;
on (his|her|the) (mother's|father's|maternal|paternal) side`},
	{post: of(family), window: 1, short: true, phrase: `- <rel>`},
	{pre: of(other), phrase: `
<mate> (who|also|is|was|has|had|have|) (had|has|have|with|has had|died of|died from|diagnosed with|suffered from|suffers from|sick with|
ill with|positive for|:|tested positive for);
<mate> , who (also|) (had|has|have|has had|died of|died from|was diagnosed with|suffered from|suffers from|is sick with);
sick contacts (with|include|including|); exposure to (someone|somebody|a person|people|persons|others) with;
(exposed to|contact with) (someone|somebody|a person|a patient|people|others|a friend|a coworker) with;
(someone|somebody|people|others|everyone) (else|) (with|who has|who had|who have|having)`},
	{post: of(other), window: 4, phrase: `in (his|her|their|the|a) <mate>`},
	// The end of a scope.
	{ends: everything, phrase: `
but; however; although; though; nevertheless; nonetheless; whereas; yet; except (for|); apart from; aside from; other than;
besides; with the exception of; on the other hand; and the patient;
the patient (is|was|has|had|does|did|presents|presented|reports|states|also|will|now|currently);
patient (is|has|does|presents|presented|reports|now|currently); while`},
	{ends: of(negated, uncertain, hypothetical, resolved), phrase: `
which; who; because (of|); since; due to; secondary to; caused by; as a result of; attributed to; related to; in the setting of;
given (the|his|her|); despite; in spite of; therefore; thus; hence; so; then; prior to; before; following; positive for;
significant for; notable for; remarkable for; (reports|reported|complains|complained|complaining) of; reports; reported;
admits (to|); endorses; endorsed; states; presents (with|); presented (with|); presenting (with|); developed;
there (is|was|are|were|has been); <he> (is|was|has|had|does|did|will|also|reports|states|continues|remains);
(and|,) (has|had|have|is|was|are|were|does|did|with|now|then|also has|also had|shows|showed|he|she|they|it|there|his|her|still);
showed; shows; shown; revealed; reveals; reveal; demonstrated; demonstrates; (noted|found|seen) to have; found to be; noted to be;
remains; continues (to have|to|with|); worsened; improved; (cause|causes|source|sources|reason|reasons|etiology|origin) (of|for);
as (the|a|an) (cause|source|reason|etiology|origin) (of|for); other possibilities of; being treated for; treated for;
treatment (of|for); on (treatment|medication|therapy) for; therapy for; takes; +; [+]`},
	{ends: of(historical, family, other), phrase: `
(who|and|he|she|,|that|now|) (presents|presented|presenting|is presenting) (with|to|for|today|now|);
(admitted|transferred|referred|seen|evaluated|hospitalized|here|brought in) (today|now|) (for|with|because of|due to|from|to|by|in|after);
comes (in|to); came (in|to|with); is here;
(now|currently|today|presently|at present|recently|this morning|this evening|tonight|this time|this admission); complaining of;
complains of; complained of; c/o; chief complaint;
with (new|worsening|increasing|progressive|acute|current|ongoing|recent) (onset|); noted to have; found to have;
was found (to have|); was noted (to have|); (he|she|patient|pt) (reports|states|complains|notes|is|was|has|does|did|also|);
developed; the patient; who (is|was|has been|comes|came|underwent|developed)`},
	{pre: of(historical), ends: of(negated), phrase: `
who (is|was|) (status post|s/p);
with (a|an|) (history|hx|h/o|past history|known history|past medical history) (of|significant for|notable for);
and (a|) (history|hx|h/o) of`},
	{ends: of(negated, uncertain, resolved, historical), phrase: `
(,|and|, and) with;
with (slight|mild|moderate|severe|some|a|an|new|occasional|intermittent|associated|worsening|persistent|chronic|increased|increasing);
, (the|) (patient|pt); the patient (still|complains|complained|reported|developed|underwent);
, and <he> (is|was|has|had)`},
	{pre: of(pending), ends: of(negated, uncertain, hypothetical), window: 8, phrase: `until; once; after; when; till`},
	{pre: of(historical), ends: of(family, other), phrase: `personal (medical|) (history|hx) (of|significant for|notable for|positive for|)`},
	// Only looks like a cue.
	{phrase: `
no (increase|decrease|change|improvement|relief|worsening|response|benefit|help|difference|problem|problems with|need for|need|need of|
more than|one|doubt|matter|treatment|longer on|effect|effect on|intervention);
no (significant|interval|definite|suspicious|appreciable|major|real|further|much|acute|obvious|clinically significant|significant interval|
) (change|changes|increase|improvement|worsening|difference) (in|of|from|since|);
(but|) (is|are|was|were|) not limited to;
(is|are|was|were|) not present (on|at) (admission|arrival|the time of admission);
(is|are|was|were|has|have|had|) not (only|just|merely|necessarily|limited to|extend|cause|drain|improved|improving|resolved|better|relieved|
controlled|well controlled|adequately controlled|responding to|respond to|responsive to|treated for|due to|secondary to|because|related to|
relieved by|worse|yet resolved|been controlled|optimally controlled|compliant with|adherent to|explain|explained by|changed);
without (difficulty|improvement|relief|change|response|benefit|success|help); gram negative; gram - negative; rh negative;
negative pressure; non small cell; non hodgkin; non hodgkin's; non st; non insulin; non ischemic; non displaced; non union;
non compliance; non healing; non alcoholic; not otherwise specified; nos; no further;
if (any|possible|needed|necessary|tolerated|indicated|not|so); as if; even if; what if;
once (daily|a|per|weekly|monthly|every|again|more|or); even after; even when; history and physical;
history of (present|presenting) illness;
history (taking|was obtained|obtained|from|per|provided|given|is obtained|as above|as noted); by history; poor historian;
(no|without) (<note>|significant|known|other|) (past|previous|prior|personal|family|) (medical|) (history|antecedents)
(of interest|of note|of medical interest|);
history of (interest|note|medical interest);
<rel> (has|have|had|also|) (described|describes|noticed|notices|noted|notes|reported|reports|said|says|stated|states|brought|called|
observed|saw|thinks|believes|felt|gave|gives|denies);
(social|medication|drug|sexual|dietary|work|travel|occupational|immunization) history; <days> (history|hx|h/o) of;
(acute|recent|brief|short) (history|onset) of;
post (operative|op|traumatic|partum|prandial|nasal|menopausal|ictal|herpetic|viral|infectious|surgical|void|stroke|cardiac);
post - (operative|op|traumatic|partum|prandial|nasal|menopausal|ictal|herpetic|viral|infectious);
no evidence of (change|interval change|progression);
(is|was|are|were|) (most|less|more|very|) likely (due to|secondary to|from|related to|caused by|because of);
risk (factor|factors|stratification|assessment|score); old (age|records|chart|man|woman|male|female|gentleman|lady|boy|girl);
<years> old; <days> old; prior to (admission|arrival|presentation|discharge|this|that|surgery|hospitalization);
past (<days>|<n>|few|several|<years>); the past; over the past; for the past; in the past (<days>|<n>|few|several); old -;
test (results|result); screening test; could be (seen|identified|heard|appreciated);
cannot (walk|sleep|eat|tolerate|move|stand|afford|take|work|see|bear)`},
}

// classes are words that phrases treat alike.
var classes = []struct{ name, words string }{
	{"<rel>", "mother|father|brother|sister|son|daughter|aunt|uncle|grandmother|grandfather|cousin|sibling|parent|" +
		"brothers|sisters|sons|daughters|aunts|uncles|grandmothers|grandfathers|grandparents|cousins|siblings|" +
		"parents|mom|dad|mum|grandma|grandpa|nephew|niece|relative|relatives|grandparent|mgm|mgf|pgm|pgf|grandson|" +
		"granddaughter|grandchild"},
	{"<mate>", "wife|husband|spouse|boyfriend|girlfriend|roommate|roommates|friend|neighbor|neighbour|coworker|coworkers|" +
		"classmate|donor|caregiver|housemate|friends|fiance|stepfather|stepmother|stepson|stepdaughter"},
	{"<he>", "he|she|it|they"},
	{"<donot>", "don't|doesn't|didn't"},
	{"<note>", "relevant|remarkable|notable|contributory|pertinent|important|noteworthy"},
	{"<n>", "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"},
	{"<days>", "day|days|week|weeks|month|months|hour|hours|minute|minutes|night|nights|wk|wks|hr|hrs|mo|mos|d"},
	{"<years>", "year|years|yr|yrs|decade|decades|yo"},
	{"<month>", "january|february|march|april|june|july|august|september|october|november|december|jan|feb|apr|jun|jul|" +
		"aug|sep|sept|oct|nov|dec"},
}
