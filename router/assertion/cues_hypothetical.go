package assertion

// conditional has the cues of what might come: conditions, instructions,
// risks, prevention, watching and screening. An offer is the first half of a
// cue whose second half, "for" or the like, may stand some words away: "hold
// metoprolol for", "monitor closely for".
var conditional = []rule{
	{pre: of(hypothetical, condition), window: 14, phrase: `
if; in case of; in the event of; in the event that; unless; provided that; providing that; assuming that; (assuming|as long as|so long as) (<he>|no|you|there); whether or not; on condition that;
(if|unless|in case|should) (<he>|you|the patient|patient|pt|there) (is|are|was|has|have|had|does|did|develops|develop|gets|get|) (not|);
(had|were) (<he>|you|the patient|there) (had|have|to have|to develop|to get|to become|to experience|been|developed|not|);
return (for|if|with); return to (ed|er|the emergency room|the emergency department|the ed|the hospital) (for|if|with);
come back (for|if|with); (call|page) (for|if|with); contact (us|me) (for|if|with); seek (care|medical attention|medical care|attention|help) (for|if|with);
go to (the|) (er|ed|emergency room|emergency department|hospital) (for|if|with); (call|contact|tell|see) (your|the|our) <doctor> (right away|immediately|) (for|if|with);
call (911|immediately|right away) (for|if|with); (be|is|are) (called|paged|notified) (for|if|when);
notify (us|me|your doctor|physician|md|rn|nurse|provider|team|the team|the provider|) (of|for|if|with)`},
	{pre: of(hypothetical), window: 14, phrase: `
(monitor|monitored|monitoring|watch|watched|watching|observe|observed|observing|look|looking|look out|surveillance|surveil) for;
(any|) (signs|signs and symptoms|symptoms|evidence) such as;
(at|increased|high|higher|low|elevated|increase|increases|increasing|) (risk|risks) (of|for|include|includes|included|including|:);
(chance|chances|odds|danger) of; (understands|understand|discussed|explained|aware of|accepts) the possibility of;
risk factors for; risks and (benefits|complications) including; predisposed to; predisposes to; susceptible to; susceptibility to; vulnerable to;
(to|) (prevent|avoid|avoiding|preventing|forestall|ward off); prevention of; prophylaxis (for|against|of); prophylactic treatment for;
(protect|protects|protection|protected) (him|her|you|) (against|from); screening for; screen for; screened for; (vaccination|vaccine|vaccinated|immunized|immunised)
(for|against); immunization against; immunisation against; (educated|education|teaching|counseled|counselled|counseling|counselling) (about|on|regarding) (the|) (risk|risks|signs|symptoms|side effects|warning signs|signs and symptoms) of; instructed to (call|return|report) (for|if|with|any|); (warned|cautioned) (about|of|that|against|for); (warning|danger) signs of;
(taught|learn|learned|how) to (recognize|recognise|spot|identify|detect); taught (about|signs of|the signs of);
(potential|possible|common|known|expected|reviewed|discussed|explained) (complications|side effects|adverse effects|adverse reactions)
(of|include|including|such as|:|like|are|were) (including|such as|); possible complications (of|include|including|such as); complications (such as|include|including|could include);
(side|adverse) (effects|reactions) (such as|may include|can include|include|are); may have side effects;
(can|could|may|might) (also|) (cause|lead to|result in|progress to|trigger|provoke|precipitate|turn into|evolve into|become);
fear of; fears of; afraid of; scared of; (afraid|scared|fears|fear) (that|) (<he>|) (will|may|might|could) (have|get|develop); (afraid|fear) of (getting|developing|having);
(worried|worries|concerned|anxious|worry) (about|that) (getting|developing|having a|catching|<he> will|<he> may|<he> might|<he> could) (have|get|develop|);
test for carrier of; whenever; (report|reporting) any; to report (any|new); (patient|pt|instructed|told|advised|asked) to report;
you (may|might|can|could|will|should) (also|) (notice|experience|feel|see|have|get|develop) (some|mild|); (may|might) experience;
(expect|anticipate|anticipating) (some|mild|); low threshold (to|for); (available|on hand|at bedside) (at bedside|) for; (keep|keeping) (an|a close|) eye (out|on) (for|);
(alert|vigilant) (for|to); on the lookout for; (return|ed|er|emergency|strict) precautions (given|reviewed|discussed|provided|) (for|:|including|with|,) (including|);
precautions for; (red flag|red flags|warning signs|danger signs) (symptoms|signs|) (discussed|reviewed|) (such as|including|:|like|of|for); alert (us|me) to (any|); let (us|me) know (about|of|if) (any|);
potential for; (likely|unlikely|prone|going|liable) to (develop|get|become); safety plan for; hopes to (avoid|prevent); lest; (first|earliest) (sign|signs) of;
(prep|pep|protection) (for|against); dread of; so as not to (get|develop|have)`},
	{pre: of(hypothetical, condition), initial: true, window: 14, phrase: `should`},
	{pre: of(hypothetical), initial: true, window: 4, short: true, phrase: `report`},
	{phrase: `report (of|from|shows|reviewed|dated|to follow|:|is|was)`},
	{pre: of(hypothetical), window: 5, short: true, phrase: `prn for; as needed for; (if|when) needed for; when necessary for; prn:; as needed:`},
	{pre: of(offer), window: 5, phrase: `
(hold|holding|call|notify|page|return|inspect|inspected|checks|exams|screening|surveillance|alert|precautions|instructions|come back|return precautions);
(annual|yearly) (eye|foot|skin|dental|breast|) (exam|exams|screening|mammogram); come back (at once|right away|immediately|); (call|contact) (us|me|the office|the clinic|your doctor|911|the doctor)`},
	{pre: of(offer), window: 9, phrase: `(side|adverse) (effects|reactions); complications; seen again; keep naloxone; keep epinephrine`},
	{pre: of(offer), window: 5, phrase: `(monitor|monitoring|watch|watching|observe|observing) (closely|carefully|overnight|daily|him|her|patient|the patient|clinically)`},
	{pre: of(offer), window: 6, phrase: `serial (abdominal|neuro|neurologic|physical|) (exams|exam|examinations|checks)`},
	{offered: of(hypothetical), window: 8, phrase: `for; for any; with any; among them; namely; including; such as`},
	{phrase: `
(return|come back) (in|on|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|next|on monday|today); return (visit|visits|appointment|appointments|home|demonstration); (monitoring|screening) (visit|appointment|results);
(failed to|did not|not|didn't|could not|unable to|despite efforts to) (prevent|avoid);
return to (clinic|the clinic|office|work|school|sport|play);
should (be|improve|follow|continue|see|take|have|return|avoid|get|remain|start|stop|keep|not|also|call|undergo|receive|go|use);
(asked|asks|ask|wonders|wondered|wondering|curious) (if|whether);
<he> (had|has|developed|experienced|reports) (some|many|) (side|adverse) (effects|reactions); (patient|pt) (had|has) (side|adverse) (effects|reactions);
(had|has|have|having|developed|experienced|presenting|presented|suffered|denies|no|without|due to|from|because of) (some|many|any|several|) (side|adverse) (effects|reactions);
(had|has|developed|experienced|presenting|presented|suffered|with) (some|many|several|numerous|multiple|) complications (, such as|such as|including|)`},
	// An as-needed medicine for a symptom that the text gives to the patient.
	{phrase: `(prn|as needed|when needed|if needed) for (his|her|their|my|the patient's|chronic) (chronic|)`},
	{post: of(needed), window: 3, phrase: `as needed; if needed; when needed`},
	{pre: of(hypothetical), post: of(needed), window: 1, short: true, phrase: `prn`},
	{post: of(hypothetical), window: 1, short: true, phrase: `
prophylaxis; precaution; prevention; risk; vaccine; vaccination; prophylactically; ppx; chemoprophylaxis; booster; immunization; immunisation; shot; toxoid; jab`},
	{pre: of(offer), post: of(hypothetical), window: 1, short: true, phrase: `screening; screen; surveillance; precautions`},
	{pre: of(offer), post: of(hypothetical), window: 1, phrase: `risks`},
	{post: of(hypothetical), window: 4, phrase: `
should (occur|develop|arise|recur|worsen|return); (were|was|are) discussed as (risks|a risk); (is|are) (a|) (possible|potential|known|common)
(risk|risks|complication|complications|side effect|side effects); (is|are) (to be|) (expected|anticipated); can be expected; (is|are) normal after; to (watch|look|monitor|be watched) for; may (occur|follow|result|ensue);
could (occur|follow|result|ensue); might (occur|follow); can (occur|follow|happen); (may|might|could) (recur|return|happen|come back); will recur; if (it|they|these|this) (occurs|occur|recurs|recur); (sets|setting) in; (supervenes|supervene)`},
	{pre: of(hypothetical), post: of(hypothetical), window: 6, phrase: `(can|could|may|might) (also|) develop`},
	{post: of(comes), window: 3, phrase: `(occurs|occur|develops|develop|arises|arise|ensues|appears|recurs|happens|returns|comes back|starts|begins)`},
}

// ongoing has the cues of what a condition takes as there: only its course is
// open in "if the pain persists". They come after the exceptions, of which
// some are the same words.
var ongoing = []rule{
	{post: of(course), ends: of(negated, uncertain, resolved), window: 3, phrase: `remains; continues; improved`},
	{post: of(course), window: 3, phrase: `
(persists|persist|persisted|continue|remain|lingers|is still present|is still there|is unchanged|improves|improve|resolves|
resolve|subsides|abates|clears|clear up|clears up|goes away|lessens|lasts|has not resolved|have not resolved|is not resolved|is not better|is no better|isn't better|has not improved|is not improved|
is not gone|has not gone away|fails to improve|fails to resolve|is not relieved|is not controlled|is uncontrolled|
is refractory|progresses|progress);
(does|do|did|has|have|is|are) not (yet|) (improve|improved|improving|resolve|resolved|go away|gone away|get better|getting better|gotten better|better|
subside|subsided|cleared|clear|clear up|respond|responded|abate|settle|settled|controlled|relieved|let up|gone);
(doesn't|don't|hasn't|haven't|isn't) (improve|improved|improving|resolve|resolved|go away|gone away|get better|gotten better|better|subside|subsided|
clear|cleared|clear up|respond|let up)`},
	{post: of(worse), window: 3, phrase: `
(worsens|worsen|worsened|is worse|are worse|gets worse|get worse|becomes worse|become worse|is getting worse|increases|increase|recurs|recur|
returns|comes back|spreads|spread|changes|becomes severe|become severe|becomes more)`},
}
