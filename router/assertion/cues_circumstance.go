package assertion

// circumstances has the cues of what is there, but only under a circumstance:
// the category "conditional" of the 2010 i2b2/VA challenge (Uzuner et al.,
// J Am Med Inform Assoc 2011;18:552). Either the circumstance follows what it
// brings ("SOB when climbing stairs"), or it stands before ("when she lies
// flat she gets short of breath").
var circumstances = []rule{
	{pre: of(given), post: of(bound), window: 6, short: true, habit: true, phrase: `
(only|mostly|usually|) (with|w|w /|c|on|upon|by|after|during|from|at|around|near|in|before|between|off|off of);
(each|every); just before; right after; within (<n>|a|an|one|) (minute|minutes|hour|hours|day|days|few minutes) of; (when|while|if) (off|not on|on); without; w / o; (to|from); under; only`},
	{pre: of(given), post: of(bound), window: 6, short: true, phrase: `only (with|when|after|during|if|while|upon)`},
	{pre: of(pending, upon, given), post: of(bound), ends: of(negated, uncertain, hypothetical, condition, offer), window: 8, short: true, habit: true, phrase: `
(only|mostly|) (when|while) (<he>|i|patient|pt|the patient|)`},
	{pre: of(given), post: of(bound), window: 8, short: true, habit: true, phrase: `
(only|usually|always|) (whenever|every time|each time|any time|anytime|everytime|as soon as) (<he>|i|patient|pt|the patient|)`},
	{pre: of(hypothetical, condition, given), post: of(bound), window: 14, short: true, habit: true, phrase: `(if|unless) (<he>|i|patient|pt|the patient|)`},
	{pre: of(bound), window: 5, short: true, phrase: `
(leaves|leave|makes|make) (her|him|them|me|pt|patient|the patient);
(causes|triggers|trigger|provokes|provoke|brings on|bring on|precipitates|elicits|gives|produces|reproduces|induces|sets off) (her|him|<he>|pt|patient|the patient|me|them);
(brings on|bring on|sets off)`},
	{pre: of(bound), window: 4, short: true, habit: true, phrase: `caused; causes; triggers; provokes; induces; precipitates`},
	{pre: of(bound), window: 2, short: true, phrase: `exertional; postprandial; post prandial; premenstrual; postcoital; post exertional; postexertional`},
	{post: of(bound), window: 4, short: true, phrase: `
depending on; depends on; (wears|wear|wearing) off; (triggered|precipitated|provoked|set off|brought on) by;
(occurs|occur|happens|happen|comes on|come on|comes|flares|flare|recurs|recur) (only|) (with|after|during|when|upon|on)`},
	// Of what is there anyway, a circumstance only changes how much of it, or
	// tells when it began.
	{phrase: `
(worse|worsens|worsened|worsening|better|improves|improved|relieved|exacerbated|aggravated|increases|increased)
(with|w|when|whenever|while|upon|by|after|on|during|at|if|in);
(is|are|gets|becomes) (worse|better|relieved) (with|when|after|on|at);
(started|began|onset|first noted|first noticed|occurred|happened|developed|noticed|heard|noted|seen|elicited|appreciated|palpated) (when|while|after|during|with|on|in|at)`},
}
