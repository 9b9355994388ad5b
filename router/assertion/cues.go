package assertion

import "slices"

// cues returns the rules of the package, written for it from clinical usage. A
// phrase that stands in two groups belongs to the later one; a longer phrase
// wins over a shorter, so that most groups of exceptions only need to be long.
func cues() []rule {
	return slices.Concat(absent, possible, conditional, past, whose, ends, lookalikes, ongoing, circumstances)
}

// absent has the cues of negation.
var absent = []rule{
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
	{pre: of(negated), phrase: `(denies|denied|no|without|w/o) c/o`},
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
	{pre: of(negated), phrase: `(and|, and|but|, but) (is|was|were) negative for`},
	{post: of(negated), window: 2, short: true, phrase: `
(and|, and|,|but|, but) (negative|none) (occurred|found|seen|noted|detected|developed); (and|, and|but|, but) (is|was|were) negative; (and|but|,) (denied|denies) it`},
	{pre: of(negated), phrase: `[-]`},
	{post: of(negated), window: 1, short: true, phrase: `free; none; nil; negative today`},
	{pre: of(negated), post: of(negated), initial: true, window: 2, short: true, phrase: `negative; neg`},
}

// possible has the cues of what is still to be proven or excluded.
var possible = []rule{
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
not (sure|certain|clear) (if|whether); whether; working diagnosis (of|is); impression of; favor; favors;
favoring; to exclude; in favor of; raises the (question|possibility) of; possibility of; likelihood of; probability of;
be ruled out for; (should|must|may|might|could|will|can|to|ought to) be ruled out for;
looks like; as if; as though; query; presumptive diagnosis of`},
	{pre: of(uncertain), offered: of(hypothetical), window: 10, phrase: `(check|test|testing|assess) for`},
	{pre: of(uncertain), post: of(uncertain), window: 6, short: true, phrase: `
(is|was|are|were|remains) (possible|probable|suspected|likely|very likely|most likely|thought likely|questioned|questionable|considered|
equivocal|uncertain|presumed|unclear)`},
	{post: of(uncertain), window: 5, phrase: `
(is|are|was|were|remains) (a possibility|a consideration|a concern|in question);
(can not|cannot|could not|can't|not) be (completely|entirely|definitively|) (excluded|ruled out);
(has|have|had|is|was|are|were|) (not|not been|not yet been|never been) (completely|entirely|) (excluded|ruled out);
(to be|be|being|should be|must be|needs to be|may be|could be|will be|is to be) ruled out; did not rule out`},
	{pre: of(uncertain), post: of(uncertain), window: 5, phrase: `versus; vs; vs.`},
	{pre: of(uncertain), post: of(uncertain), window: 2, short: true, phrase: `?; [?]; suspected`},
}
