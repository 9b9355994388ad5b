package assertion

// ends has the cues at which scopes end.
var ends = []rule{
	// The end of a scope.
	{ends: everything, phrase: `
but; however; although; though; nevertheless; nonetheless; whereas; yet; except (for|); apart from; aside from; other than;
besides; with the exception of; on the other hand; and the patient;
the patient (is|was|has|had|does|did|presents|presented|reports|states|also|will|now|currently);
patient (is|has|does|presents|presented|reports|now|currently); while`},
	{ends: of(negated, uncertain, hypothetical, condition, offer, resolved), phrase: `
which; who; because (of|); since; due to; secondary to; caused by; as a result of; attributed to; related to; in the setting of;
given (the|his|her|); despite; in spite of; therefore; thus; hence; so; then; prior to; before; following; positive for;
significant for; notable for; remarkable for; (reports|reported|complains|complained|complaining) of; reports; reported;
admits (to|); endorses; endorsed; states; presents (with|); presented (with|); presenting (with|); developed;
there (is|was|are|were|has been); <he> (is|was|has|had|does|did|will|also|reports|states|continues|remains);
showed; shown; revealed; demonstrated; (noted|found|seen) to have; found to be; noted to be;
remains; continues (to have|to|with|); worsened; improved; (cause|causes|source|sources|reason|reasons|etiology|origin) (of|for);
as (the|a|an) (cause|source|reason|etiology|origin) (of|for); other possibilities of; being treated for; treated for;
treatment (of|for); on (treatment|medication|therapy) for; therapy for; takes; +; [+]`},
	{ends: of(negated, uncertain, hypothetical, condition, offer, resolved, other), phrase: `(and|,) (has|had|have|is|was|are|were|does|did|with|now|then|also has|also had|shows|showed|he|she|they|it|there|his|her|still)`},
	{ends: of(negated, uncertain, resolved, offer), phrase: `shows; show; reveals; reveal; demonstrates; demonstrate`},
	{ends: of(hypothetical, condition, offer), phrase: `of (his|her|their|known)`},
	{ends: of(historical, family, other, negated, uncertain, hypothetical, condition, offer, resolved), phrase: `(,|and|but|now|) (c/o|p/w)`},
	{ends: of(historical, family, other, negated, uncertain), phrase: `
(social|sexual|travel) (history|hx); review of systems; physical (exam|examination); home medications; drug allergies`},
	{ends: of(historical, family, other), phrase: `(the|) (patient's|pt's) (own|); (his|her|their) own`},
	{ends: of(negated, uncertain, hypothetical, condition, offer, resolved), phrase: `(pos|positive) for; pos`},
	{ends: of(historical, family, other), phrase: `
(who|and|he|she|,|that|now|) (presents|presented|presenting|is presenting) (with|to|for|today|now|);
(admitted|transferred|referred|seen|evaluated|hospitalized|here|brought in) (today|now|) (for|with|because of|due to|from|to|by|in|after);
comes (in|to); came (in|to|with); is here;
(now|currently|today|presently|at present|recently|this morning|this evening|tonight|this time|this admission); complaining of;
complains of; complained of; chief complaint;
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
the patient (still|complains|complained|reported|developed|underwent);
, and <he> (is|was|has|had)`},
	{ends: of(negated, uncertain, resolved, historical, family, other), phrase: `
(and|, and) <he>`},
	{ends: everything, phrase: `(,|but|, but) <he>`},
	{ends: of(negated, uncertain, resolved, historical, family, other), phrase: `(,|and|, and) (the|) (patient|pt)`},
	{pre: of(pending), ends: of(negated, uncertain, hypothetical, condition, offer), window: 8, phrase: `until; after; till`},
	{pre: of(pending, upon), ends: of(negated, uncertain, hypothetical, condition, offer), window: 8, phrase: `once; when`},
	{pre: of(historical), ends: of(family, other), phrase: `personal (medical|) (history|hx) (of|significant for|notable for|positive for|)`},
}

// lookalikes only look like cues: they say nothing and end nothing.
var lookalikes = []rule{
	// Only looks like a cue.
	{phrase: `
the following;
(not|never|no|hardly|rarely) without; not (free of|absent|denied|negative|unlikely|impossible); no (lack|absence|shortage) of; (does not|doesn't|did not|cannot|can't) deny; <he> (does|did) not deny;
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
	{phrase: `(worried|worry|worries|concerned|concern|concerns|anxious) about (his|her|their|the patient's)`},
}
