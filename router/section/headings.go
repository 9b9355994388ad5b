package section

import "strings"

// subheading stands for names of body systems and the like: parts of a
// section, not sections.
const subheading = "+"

// table lists the headings of each canonical name as they are written in
// notes, folded as by foldHeading, parted by bars.
var table = []struct{ name, written string }{
	{"chief_complaint", "chief complaint|cc|chief complaints|presenting complaint|presenting complaints|reason for visit|" +
		"reason for consultation|reason for consult|reason for admission|reason for referral|presenting problem|" +
		"complaint|complaints|pc|chief concern"},
	{HPI, "history of present illness|hpi|history of the present illness|history of presenting illness|" +
		"history of presenting complaint|history of present complaint|history present illness|present illness|" +
		"interval history|subjective|s|history|hpc|brief history|clinical history|" +
		"history and reason for admission|interim history|brief hospital presentation|presentation|" +
		"current illness|history of current illness"},
	{PastMedical, "past medical history|pmh|pmhx|past history|medical history|previous medical history|" +
		"prior medical history|past medical hx|medical hx|significant past medical history|" +
		"pertinent past medical history|past medical and surgical history|past medical surgical history|" +
		"past medical history past surgical history|pmh psh|pmh and psh|personal history|past illnesses|" +
		"past medical problems|chronic conditions|chronic problems|chronic medical problems|comorbidities|" +
		"co morbidities|past medical|history past medical|other medical history|background|medical|" +
		"past cardiac history|cardiac history|past psychiatric history|psychiatric history|past ocular history|" +
		"past oncologic history|oncologic history|oncology history|ob history|obstetric history|" +
		"obstetrical history|gynecologic history|gyn history|ob gyn history|birth history|past pulmonary history|" +
		"medical problems|phx|antecedents|personal antecedents"},
	{PastSurgical, "past surgical history|psh|surgical|pshx|surgical history|past surgical hx|previous surgeries|" +
		"prior surgeries|prior operations|operations|past operations|surgeries|past surgeries|previous surgery"},
	{Family, "family history|fh|fhx|famhx|fam hx|family hx|family medical history|family and social history|" +
		"family psychiatric history|family antecedents"},
	{Social, "social history|sh|shx|soc hx|social hx|habits|personal and social history|social|psychosocial history|" +
		"occupational history|substance use|substance abuse history|tobacco|alcohol|smoking history|" +
		"social and family history|travel history"},
	{Medications, "medications|meds|current medications|current meds|home medications|home meds|medications on admission|" +
		"admission medications|medication|medication list|medications at home|outpatient medications|" +
		"preadmission medications|medications prior to admission|drug history|current outpatient medications|" +
		"medication history|inpatient medications|prescriptions|rx|transfer medications|medications on transfer|" +
		"current medication"},
	{"discharge_medications", "discharge medications|discharge meds|medications on discharge|medications at discharge|" +
		"medications upon discharge"},
	{Allergies, "allergies|allergy|drug allergies|medication allergies|allergies and adverse reactions|" +
		"allergies to medications|all|adverse reactions|adverse drug reactions|allergies and intolerances|nkda"},
	{"immunizations", "immunizations|immunization history|vaccinations|immunisations|vaccines"},
	{Review, "review of systems|ros|review of system|systems review|systemic review|review of symptoms"},
	{Exam, "physical exam|physical examination|pe|pex|exam|examination|physical|objective|o|on examination|o e|" +
		"clinical examination|general physical examination|physical findings|admission physical exam|" +
		"discharge physical exam|discharge exam|mental status examination|mental status exam|mse|" +
		"neurological examination|neurologic examination|neurological exam|examination findings|" +
		"musculoskeletal examination"},
	{"vitals", "vitals|vitals reviewed|vital signs|vs|vital|vital signs on admission|vitals on admission|" +
		"admission vitals|triage vitals"},
	{"labs", "labs|laboratory|laboratory data|laboratory results|lab results|lab data|laboratories|laboratory studies|" +
		"laboratory findings|laboratory values|lab values|pertinent labs|pertinent results|admission labs|" +
		"discharge labs|labs on admission|labs on discharge|microbiology|blood work|bloodwork|results|lab|" +
		"laboratory tests|laboratory evaluation|data|diagnostic data|diagnostic studies|diagnostics|" +
		"investigations|studies|laboratory and radiology|laboratory and imaging"},
	{"imaging", "imaging|radiology|imaging studies|radiologic studies|radiographic studies|radiology results|x ray|x rays|" +
		"xray|cxr|chest x ray|ct|ct scan|mri|ultrasound|echo|echocardiogram|ekg|ecg|radiographs|radiographic data|" +
		"radiologic data|imaging results|radiology data|electrocardiogram|diagnostic imaging"},
	{"findings", "findings"},
	{"procedures", "procedures|procedure|procedures performed|procedure performed|operative procedure|operation|" +
		"operation performed|operations performed|major surgical or invasive procedure|operations and procedures|" +
		"procedures and operations|description of procedure|procedure in detail|details of procedure|" +
		"operative findings|title of operation|principal procedure|surgical procedures|operative note|" +
		"procedure note|examination performed|surgery"},
	{Assessment, "assessment|impression|impressions|a|clinical impression|diagnostic impression|diagnosis|diagnoses|dx|" +
		"final impression|assessment and diagnosis|summary|conclusion|conclusions|differential diagnosis|" +
		"differential|ddx|working diagnosis|problem list|active problems|problems|active problem list|" +
		"provisional diagnosis|clinical diagnosis|medical decision making|mdm|formulation|diagnostic formulation|" +
		"active issues|admission diagnosis|admitting diagnosis|admission diagnoses|admitting diagnoses|" +
		"initial impression|interpretation|preoperative diagnosis|preoperative diagnoses|pre op diagnosis|" +
		"postoperative diagnosis|postoperative diagnoses|post op diagnosis|principal problem|present on admission"},
	{Plan, "plan|p|plans|treatment plan|recommendations|recommendation|plan of care|plan of treatment|" +
		"plan and recommendations|treatment|management|disposition and plan|therapeutic plan|care plan|" +
		"plan of action|orders"},
	{"assessment_plan", "assessment and plan|assessment plan|a p|ap|a and p|impression and plan|impression plan|" +
		"assessment recommendations|assessment and recommendations|impression and recommendations|" +
		"assessment and plans|diagnosis and plan"},
	{Course, "hospital course|brief hospital course|course|clinical course|hospital course by system|" +
		"hospital course by problem|hospital course and treatment|hospital course and plan|" +
		"concise summary of hospital course by issue system|emergency department course|ed course|" +
		"ed course and medical decision making|course in the emergency department|course in hospital|icu course|" +
		"postoperative course|hospital summary|evolution|progress"},
	{"discharge_diagnosis", "discharge diagnosis|discharge diagnoses|final diagnosis|final diagnoses|primary diagnosis|" +
		"secondary diagnosis|secondary diagnoses|primary discharge diagnosis|secondary discharge diagnoses|" +
		"principal diagnosis|principal diagnoses|primary diagnoses|diagnoses at discharge|diagnosis at discharge|" +
		"associated diagnoses|additional diagnoses|other diagnoses"},
	{"discharge_condition", "discharge condition|condition on discharge|condition at discharge|condition|discharge status"},
	{Instructions, "discharge instructions|instructions|patient instructions|instructions to patient|followup instructions|" +
		"follow up instructions|return precautions|patient education|education|discharge instruction|activity|" +
		"diet|discharge plan|instructions for follow up"},
	{"follow_up", "follow up|followup|follow up plan|follow up appointments|followup plans|return to clinic"},
	{"disposition", "disposition|discharge disposition|dispo"},
	{"functional_history", "functional history|functional status|baseline functional status"},
	{"code_status", "code status|advance directives|advance directive"},
	{"demographics", "patient|name|patient name|date of birth|dob|age|sex|gender|mrn|medical record number|date of admission|" +
		"admission date|date of discharge|discharge date|date of service|attending|attending physician|service|" +
		"referring physician|primary care physician|pcp|provider|source|informant|date|dictated by|identification|" +
		"identifying data|patient information"},
	{"indication", "indication|indications|indications for procedure|indication for procedure|clinical indication|" +
		"reason for exam|reason for study|reason for examination|clinical information|history and indication|" +
		"indications for surgery|referring diagnosis|comparison|technique"},
	{subheading, "heent|head|head and face|gi gu|hematology lymphatic immunology|ears nose mouth throat|" +
		"ears nose mouth and throat|neck|eyes|ears|nose|mouth|throat|ent|lungs|lung|chest|heart|cardiac|" +
		"cardiovascular|cv|cvs|respiratory|resp|pulmonary|pulm|pulmonology|abdomen|abdominal|abd|gastrointestinal|" +
		"gi|genitourinary|gu|gynecologic|gyn|renal|extremities|extremity|ext|musculoskeletal|msk|neuro|neurologic|" +
		"neurological|neurology|psych|psychiatric|psychiatry|psychological|skin|integumentary|dermatologic|" +
		"endocrine|endo|hematologic|heme|hematology|lymphatic|lymphatics|lymph|hematologic lymphatic|heme lymph|" +
		"allergic immunologic|immunologic|constitutional|general|gen|general appearance|back|spine|rectal|pelvic|" +
		"breasts|breast|vascular|cardiology|infectious disease|id|fen|fen gi|oncology|rheumatologic|nephrology|" +
		"gastroenterology|appearance|mood|affect|orientation|genitalia|ears nose throat|mental status"},
}

// names maps a folded heading to its canonical name.
var names = func() map[string]string {
	m := make(map[string]string, 700)
	for _, t := range table {
		for written := range strings.SplitSeq(t.written, "|") {
			m[written] = t.name
		}
	}
	return m
}()
