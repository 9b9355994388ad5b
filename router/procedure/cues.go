package procedure

// cues are the words around the name of a procedure, by the side on which they
// stand and the number of words that may stand between.
var cues = []struct {
	status, before, after string
	reach                 int
}{
	{
		NotDone,
		"declined|declines|decline|declining|refused|refuses|refusing|deferred|deferring|not undergo|not have|not had|never had" +
			"|never underwent|not a candidate for|not a surgical candidate for|contraindicated|cancelled|canceled|hold off on" +
			"|holding off on|holding off|avoid|no need for|no indication for|not interested in|does not want|did not want|doesn't want" +
			"|unwilling|not wanting|no prior|no previous|no h o|no hx of|no history of|not performed|not done|not required" +
			"|not requiring|without requiring|unable to tolerate|unable to perform|unable to obtain|could not tolerate|opted against" +
			"|against|decided against|did not get|did not receive|not received|did not require|no plan for|not planning|refusal of" +
			"|did not perform|not yet had|does not need|not need|not needed|failed to attend for|missed|in lieu of|not to proceed with" +
			"|wishes to avoid|elected not to have|elected not to|chose not to|not undergoing|not keen on|no further|never|postponed" +
			"|aborted|withdrew consent for|deferred on|no plans for|has not had|hasn't had|have not had|hasn't|didn't have" +
			"|did not have|didn't get|never got|never took|never received|won't have|will not have|don't want|doesn't need|not due for" +
			"|not eligible for|too frail for|too sick for|not fit for|unfit for|poor candidate for|not appropriate for|not ready for" +
			"|wants to avoid|prefers not to|would rather not|ineligible for|outside window for|out of window for|out of window|defers" +
			"|opted out of|hold|cxl|not offered|not suitable for|not safe for|resists|afraid of|scared of|skipped|forgot" +
			"|not interested",
		"declined|was declined|were declined|refused|was refused|deferred|was deferred|cancelled|canceled|was cancelled" +
			"|was canceled|not done|not performed|was not performed|was not done|not indicated|is not indicated|contraindicated" +
			"|is contraindicated|not needed|not required|not obtained|aborted|was aborted|was held|postponed|was postponed|not given" +
			"|was not given|was not|were not|not tolerated|unable to be|could not be|never done|never performed|offered but declined" +
			"|offered and declined|not attempted|abandoned|was abandoned|not warranted|not yet|did not happen|not recommended" +
			"|not pursued|ruled out|cxl|not offered|unsuccessful|was unsuccessful|refuses|declines|not wanted|not necessary" +
			"|is not necessary|not safe|n a",
		6,
	},
	{
		NotDone,
		"no|not|without|denies|denied|non",
		"",
		2,
	},
	{
		NotDone,
		"",
		"held|not ready|hold",
		1,
	},
	{
		NotDone,
		"",
		"but family not|but declined|but refused|but patient declined|discussed but|was discussed but|but he declined" +
			"|but she declined|but not ready|but pt declined|but wants to wait|wants to think about it|but deferred",
		5,
	},
	{
		Conditional,
		"if|in case|may need|might need|may require|might require|would need|would require|unless|low threshold for" +
			"|may benefit from|may eventually need|will likely need|may undergo|should she need|should he need|if needed" +
			"|may proceed with|vs|versus|threshold for|whether|depending on",
		"if|if needed|if necessary|as needed|prn|unless|depending|should symptoms|should the|only if|when|vs|versus",
		6,
	},
	{
		Conditional,
		"",
		"for any|for hgb|for hb|for temp|for sbp|for fever|for worsening|for recurrent|should",
		1,
	},
	{
		Planned,
		"consider|considering|would consider|will consider|could consider|can consider|considered for|may try|could try|possible" +
			"|potential|candidate for|option of|options include|evaluation for|evaluated for|evaluate for|contemplating|thinking about" +
			"|thinking of|offered|offer|should|eventual|plan|plans|plan for|plan is|planned|planning|schedule|scheduled|scheduled for" +
			"|schedule for|will|will get|will need|will undergo|to undergo|to have|to get|awaiting|await|awaits|pending|order|ordered" +
			"|ordering|recommend|recommended|recommends|recommending|needs|need|need for|refer|referred for|refer for|referral for" +
			"|arrange|arranged|arranging|book|booked|booked for|due for|due|overdue for|overdue|obtain|check|get|proceed with" +
			"|proceed to|proceeding with|going for|going to have|going to get|upcoming|listed for|waiting list for|waiting for" +
			"|wait list for|advise|advised|requested|request|requesting|set up for|set up|preop for|pre op for|consented for" +
			"|consent for|consented to|wishes to have|wants|wants to have|agrees to|agreed to|agreeable to|amenable to|would like" +
			"|begin|start|send for|sent for|return for|presents for|presenting for|here for|admitted for|for elective|elective|suggest" +
			"|suggested|suggests|rtc for|anticipated|recheck|initiate|encourage|encouraged|prepare for|prepped for|preparing for" +
			"|tentatively|arrange for|candidate|proposed|will proceed with|indicated for|interested in|in need of|scheduling|ask for" +
			"|asked for|to do|transition to|transition|restart|resume|will be having|move to|moving to|advance to|convert to" +
			"|will arrange|needs to have|would benefit from|here today for|presents today for|brought in for|coming in for|will order" +
			"|will refer for|will schedule|qualifies for|prep for|set for|opts for|opted for|elects|elected for|elected to have" +
			"|elected to proceed with|chooses|decided on|encouraged to have|urged to have|reminded to get|make appointment for" +
			"|appointment for|appt for|slated for|on the list for|list for|wl for|listed|down for|in for|tci for|comes for|came for" +
			"|attending for|sched|sched for|rescheduled for|rec|recc|ok for|ok to|cleared for|clear for|approved for|auth for" +
			"|preauth for|needing|asking for|asks for|inquiring about|ready for|open to|agree to|bring in for|add|trial of|will start" +
			"|may start|may benefit from|to come in for|pre|pre procedure|needs to be|to go for|going in for|wanting|want|hoping for" +
			"|hopes for|referral placed for|order placed for|orders for|set to have|expected to have|expected to undergo|next|yearly" +
			"|annual|can have|try|will try|to try|consult for|will discuss|to discuss|talk about|talked about|interested in having|f u" +
			"|to or for|to the or for|or for|to theatre for|on the list",
		"offered|was offered|considered|to be considered|could be considered|can be considered|will be considered" +
			"|may be considered|would be|may be|might be|should be|scheduled|is scheduled|was scheduled|planned|is planned|tomorrow" +
			"|next week|next month|next year|in the morning|in am|in the am|ordered|was ordered|pending|is pending|to be|will be" +
			"|recommended|is recommended|was recommended|due|is due|overdue|booked|is booked|arranged|requested|needed|is needed" +
			"|advised|was advised|indicated|is indicated|upcoming|to evaluate|to assess|to rule out|to r o|to further|for further" +
			"|in 2 weeks|in 6 weeks|in 3 months|in 6 months|in 1 year|in 1 week|in 4 weeks|on monday|on tuesday|on wednesday" +
			"|on thursday|on friday|next available|monday|tuesday|wednesday|thursday|friday|required|is required|before discharge" +
			"|prior to discharge|at next visit|at follow up|to start|to begin|in 2 days|in 48h|in 3 days|ASAP|asap|in the near future" +
			"|as outpatient|as an outpatient|prior to|next visit|at the next visit|next appointment|at discharge|in clinic next week" +
			"|in a week|in 1 month|in 2 months|in 4 months|in a year|in 5 years|in 10 years|in 3 years|when ready|when stable" +
			"|when cleared|after discharge|on discharge|at 0600|in the spring|in the fall|at the 2 week visit|at 2 weeks|at 6 weeks" +
			"|going forward|being arranged|being scheduled|being planned|to be done|to be scheduled|to be arranged|ahead" +
			"|to be performed|for clearance|before the|before surgery|before next|before starting|before procedure|before vascular" +
			"|before chemo|before going|tmrw|tmr|tmw|tbd|sched|sched for|rescheduled|on the books|being considered|under consideration" +
			"|recommended but|q3 month|q6 month|q 3 month|q 6 month|every 3 month|every 6 month|every year|in the next|next mon" +
			"|next tue|next wed|next thu|next fri|in the office next|in office next|to come|on schedule|rx given|rx sent|order placed" +
			"|orders placed|ordered today|consented|when available|preop|pre op|awaited|awaiting",
		5,
	},
	{
		Historical,
		"s p|status post|history of|h o|hx of|hx|prior|previous|previously|remote|past|old|psh|pshx|history includes|prev|pmh" +
			"|surgical history|surgeries|past surgical history|completed|finished|surgical history is significant for" +
			"|history significant for|significant for|surgical history of|has a history of|surgical history includes" +
			"|operations include|surgeries include|had had|years after|months after|years post|months post|weeks post|weeks after" +
			"|yr s p|treated with|was treated with|has undergone|had undergone|has previously had|had previous|had prior|born by" +
			"|born via|operations|first delivery was|hx notable for|hx significant for|history notable for|had previously had" +
			"|remembers having|recalls having|years since|year s p|yrs s p|months s p|wks s p|weeks s p|mo s p|already had" +
			"|already has had|first|original|initial|earlier",
		"ago|year ago|years ago|yrs ago|months ago|month ago|weeks ago|as a child|as child|as a baby|as a teenager|as an infant" +
			"|in childhood|last year|last month|last week|previously|in the past|in the remote past|in her 20s|in his 20s|in her 30s" +
			"|in his 30s|at age|in high school|in college|years prior|remotely|many years|in infancy|history|hx|when she was" +
			"|when he was|elsewhere|at outside hospital|at osh|x years|several years|two years|three years|one year|10 years|5 years" +
			"|20 years|10 yrs|decades ago|decade ago|in the 80|in the 90|in the 70|in the 60|in the 2000|in 80|in 90|as toddler" +
			"|as a toddler|as teen|as a teen|as an adult|as an adolescent|as a kid|as kid|as a boy|as a girl|at birth" +
			"|with last pregnancy|after last pregnancy|after her last|twice|back in|in may|in her 40|in his 40|in her 50|in his 50" +
			"|in her 60|in his 60|in her teen|in his teen|when young|day of life|overseas|in the army|years back|years earlier" +
			"|long ago|decade|last in|last|as a young adult|in youth|during childhood|during her last pregnancy|with first baby" +
			"|with second baby|with her first|with her second|with first child|last summer|last winter|last spring|last fall" +
			"|earlier this year|at an outside hospital|at another hospital|after the accident|after mva|after the mva|in another state" +
			"|in mexico|in india|abroad|back home|yr ago|yrs prior|months prior|remote|distant past|x many years|in past|when a child" +
			"|when child|when a teenager|for years|prior|at another facility|per old records|per records|per history|by history" +
			"|completed in|finished in|ended in|complete in",
		5,
	},
	{
		Historical,
		"after|post|following|since|had a|had an|had her|had his|had the|had|has had|has had a|former|had both|had all|known" +
			"|had previous|she had|he had|pt had|patient had|has",
		"",
		1,
	},
	{
		Done,
		"underwent|undergoing|performed|was taken for|taken for|received|receiving|given|successful|successfully|tolerated" +
			"|required|requiring|operation performed|procedure performed|indication for|findings at|proceeded with|continues|continue" +
			"|continuing|currently on|remains on|maintained on|attending|attends|going to|goes to|doing|present for|scrubbed for" +
			"|assisted with|did|now on|started on|placed on|put on|got|gets|getting|on|requires|pod|primary|emergent|emergency" +
			"|operation|procedure|today|just had|this visit|this morning|currently|regular|regularly|undergoes|uses|nightly|daily" +
			"|weekly|during|repeat today|we performed|i performed|we did|i did|then|now|continue with|cont|continued|finding|found on" +
			"|seen on|noted on|shown on|imaging|results of|s p day|day",
		"performed|was performed|were performed|done|was done|were done|completed|was completed|obtained|was obtained|was placed" +
			"|were placed|given|was given|today|without complication|tolerated|well tolerated|was tolerated|successful|was successful" +
			"|successfully|at bedside|in the ed|in ed|in the er|by dr|on arrival|this morning|initiated|was initiated|started" +
			"|was started|provided|was provided|applied|was applied|was removed|yielded|was|were|just now|this am|overnight" +
			"|in progress|ongoing|uneventful|en route|no complication|daily|nightly|weekly|bid|tid|prn|twice a week|three times a week" +
			"|tiw|mwf|tts|q2h|q4h|q6h|x1|every week|per protocol|after consent|consented|under us|under ultrasound|under fluoro" +
			"|under local|under ga|under general|under sedation|in or|in the or|by anesthesia|by rn|by nurse|by surgery|by ir|by gi" +
			"|by ent|with good|with no|with relief|with improvement|helped|improved|continues|continue|going well|well|to full|minutes" +
			"|min|cm|ml|liters|bedside|x 1|in room|in triage|pre and post",
		3,
	},
	{
		Done,
		"",
		"showed|show|revealed|reveal|demonstrated|demonstrate|confirmed|negative|positive|normal|unremarkable|notable for" +
			"|consistent with|abnormal|reviewed|with no evidence|neg|pos|clear|read as",
		5,
	},
}
