package assertion

// past has the cues of what was, and of what was and is gone.
var past = []rule{
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
(has|have|had) (gone away|disappeared); went away; resolution`},
}
