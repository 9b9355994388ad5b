package section

import "strings"

// subheading stands for names of body systems and the like: parts of a
// section, not sections.
const subheading = "+"

// table lists the headings of each canonical name as they are written in
// notes, folded as by foldHeading, parted by bars, with the LOINC code of such
// a section of a document, empty where LOINC has none. Codes and what they
// mean are of LOINC and of the section templates of HL7's Consolidated CDA.
var table = []struct{ name, code, written string }{
	{"chief_complaint", "10154-3", "chief complaint|cc|chief complaints|presenting complaint|presenting complaints|" +
		"reason for admission|presenting problem|" +
		"complaint|complaints|pc|chief concern"},
	{HPI, "10164-2", "hx|ihx|interval hx|current history|history of the presenting complaint|hopi|hpi and interval history|events|overnight events|24 hour events|history of present illness|hpi|history of the present illness|history of presenting illness|" +
		"history of presenting complaint|history of present complaint|history present illness|present illness|" +
		"interval history|history|hpc|brief history|clinical history|" +
		"history and reason for admission|interim history|brief hospital presentation|presentation|" +
		"current illness|history of current illness"},
	{PastMedical, "11348-0", "pmhx and pshx|past hx|pmed hx|prior history|medical problem list|gyn hx|gynecological history|gynaecological history|perinatal history|neonatal history|past medical history|pmh|pmhx|past history|medical history|previous medical history|" +
		"prior medical history|past medical hx|medical hx|significant past medical history|" +
		"pertinent past medical history|past medical and surgical history|past medical surgical history|" +
		"past medical history past surgical history|pmh psh|pmh and psh|personal history|past illnesses|" +
		"past medical problems|chronic conditions|chronic problems|chronic medical problems|comorbidities|" +
		"co morbidities|past medical|history past medical|other medical history|background|medical|" +
		"past cardiac history|cardiac history|past psychiatric history|psychiatric history|past ocular history|" +
		"past oncologic history|oncologic history|oncology history|" +
		"gynecologic history|gyn history|birth history|past pulmonary history|" +
		"medical problems|phx|antecedents|personal antecedents"},
	{PastSurgical, "10167-5", "surgical hx|surg hx|past surgical procedures|past surgical history|psh|surgical|pshx|surgical history|past surgical hx|previous surgeries|" +
		"prior surgeries|prior operations|operations|past operations|surgeries|past surgeries|previous surgery"},
	{Family, "10157-6", "fam|family|pfhx|fam history|fm hx|fmh|fmhx|family hx of|family medical hx|family history|fh|fhx|famhx|fam hx|family hx|family medical history|family and social history|" +
		"family psychiatric history|family antecedents"},
	{Social, "29762-2", "social hx family hx|social history family history|social family history|soc history|personal social history|psychosocial|social history|sh|shx|soc hx|social hx|habits|personal and social history|social|psychosocial history|" +
		"occupational history|substance use|substance abuse history|tobacco|alcohol|smoking history|" +
		"social and family history|travel history"},
	{Medications, "10160-0", "dh|dhx|drug hx|med list|home med list|current rx|infusions|drips|medications|meds|current medications|current meds|home medications|home meds|medications on admission|" +
		"admission medications|medication|medication list|medications at home|outpatient medications|" +
		"preadmission medications|prior to admission medications|medications prior to admission|medications prior to admission|drug history|current outpatient medications|" +
		"medication history|inpatient medications|prescriptions|rx|transfer medications|medications on transfer|" +
		"current medication"},
	{"discharge_medications", "10183-2", "discharge medications|discharge meds|new medications|medications to take at home|medications prescribed|discharged on|medications on discharge|medications at discharge|" +
		"medications upon discharge"},
	{Allergies, "48765-2", "allergies|allergy|drug allergies|medication allergies|allergies and adverse reactions|" +
		"allergies to medications|all|intolerances|allergies intolerances|drug intolerances|allergens|adverse reactions|adverse drug reactions|allergies and intolerances|nkda"},
	{"immunizations", "11369-6", "immunizations|immunization history|vaccinations|immunisations|vaccines"},
	{Review, "10187-3", "review of systems|ros|review of system|systems review|systemic review|review of symptoms"},
	{Exam, "29545-1", "ex|on physical examination|examination findings on admission|focused exam|physical examination on admission|physical exam|physical examination|pe|pex|exam|examination|physical|on examination|o e|" +
		"clinical examination|general physical examination|physical findings|admission physical exam|" +
		"discharge physical exam|discharge exam|mental status examination|mental status exam|mse|" +
		"neurological examination|neurologic examination|neurological exam|examination findings|" +
		"musculoskeletal examination"},
	{"vitals", "8716-3", "vitals|vitals reviewed|vital signs|vs|vital|vital signs on admission|vitals on admission|" +
		"admission vitals|triage vitals"},
	{"labs", "30954-2", "prenatal labs|prenatal lab results|ix|analytical|complementary tests|blood count|biochemistry|serology|diagnostic tests|data reviewed|pertinent data|test results|tests|labs|laboratory|laboratory data|laboratory results|lab results|lab data|laboratories|laboratory studies|" +
		"laboratory findings|laboratory values|lab values|pertinent labs|pertinent results|admission labs|" +
		"discharge labs|labs on admission|labs on discharge|microbiology|blood work|bloodwork|results|lab|" +
		"laboratory tests|laboratory evaluation|data|diagnostic data|diagnostic studies|diagnostics|" +
		"investigations|studies|laboratory and radiology|laboratory and imaging"},
	{"imaging", "18748-4", "ct abdomen|abdominal ct|chest ct|abdominal ultrasound|ct abdomen and pelvis|mri brain|ct head|chest radiograph|chest radiography|radiographic findings|imaging|radiology|imaging studies|radiologic studies|radiographic studies|radiology results|x ray|x rays|" +
		"xray|cxr|chest x ray|ct|ct scan|mri|ultrasound|echo|echocardiogram|ekg|ecg|radiographs|radiographic data|" +
		"radiologic data|imaging results|radiology data|electrocardiogram|diagnostic imaging"},
	{"findings", "59776-5", "findings"},
	{"procedures", "29554-3", "procedures|procedure|procedures performed|procedure performed|operative procedure|operation|" +
		"operation performed|operations performed|major surgical or invasive procedure|operations and procedures|" +
		"procedures and operations|description of procedure|procedure in detail|details of procedure|" +
		"title of operation|principal procedure|surgical procedures|operative note|" +
		"procedure note|examination performed|surgery"},
	{Assessment, "51848-0", "imp|ddx includes|impression and diagnosis|clinical assessment|dx list|diagnostic judgment|assessment|impression|impressions|a|clinical impression|diagnostic impression|diagnosis|diagnoses|dx|" +
		"final impression|assessment and diagnosis|summary|conclusion|conclusions|differential diagnosis|" +
		"differential|ddx|working diagnosis|" +
		"provisional diagnosis|clinical diagnosis|medical decision making|mdm|formulation|diagnostic formulation|" +
		"" +
		"initial impression|interpretation|" +
		"principal problem|present on admission"},
	{Plan, "18776-5", "mx|rx plan|management plan|plan and follow up|recs|plan|p|plans|treatment plan|recommendations|recommendation|plan of care|plan of treatment|" +
		"plan and recommendations|treatment|management|disposition and plan|therapeutic plan|care plan|" +
		"plan of action|orders"},
	{"assessment_plan", "51847-2", "assessment and plan|assessment plan|a p|ap|a and p|impression and plan|impression plan|" +
		"assessment recommendations|assessment and recommendations|impression and recommendations|" +
		"assessment and plans|diagnosis and plan"},
	{Course, "8648-8", "interval events|patient course|treatment course|course of treatment|emergency room course|hospital course|brief hospital course|course|clinical course|hospital course by system|" +
		"hospital course by problem|hospital course and treatment|hospital course and plan|" +
		"concise summary of hospital course by issue system|emergency department course|ed course|" +
		"ed course and medical decision making|course in the emergency department|course in hospital|icu course|" +
		"postoperative course|hospital summary|evolution|progress"},
	{"discharge_diagnosis", "11535-2", "discharge diagnosis|discharge diagnoses|final diagnosis|final diagnoses|primary diagnosis|" +
		"secondary diagnosis|secondary diagnoses|primary discharge diagnosis|secondary discharge diagnoses|" +
		"principal diagnosis|principal diagnoses|primary diagnoses|diagnoses at discharge|diagnosis at discharge|" +
		"associated diagnoses|additional diagnoses|other diagnoses"},
	{"discharge_condition", "", "discharge condition|condition on discharge|condition at discharge|condition|discharge status"},
	{Instructions, "8653-8", "discharge instructions|instructions|patient instructions|instructions to patient|followup instructions|" +
		"follow up instructions|return precautions|patient education|education|discharge instruction|activity|" +
		"diet|discharge plan|instructions for follow up"},
	{"follow_up", "", "follow up|followup|follow up plan|follow up appointments|followup plans|return to clinic"},
	{"disposition", "8650-4", "disposition|discharge disposition|dispo"},
	{"functional_history", "10158-4", "prior level of function|plof|functional history|functional status|baseline functional status"},
	{"code_status", "42348-3", "code status|advance directives|advance directive"},
	{"demographics", "", "requesting physician|consultant|referring provider|pcp name|patient|name|patient name|date of birth|dob|age|sex|gender|mrn|medical record number|date of admission|" +
		"admission date|date of discharge|discharge date|date of service|attending|attending physician|service|" +
		"referring physician|primary care physician|pcp|provider|source|informant|date|dictated by|identification|" +
		"identifying data|patient information"},
	{"indication", "59768-2", "indication|indications|indications for procedure|indication for procedure|clinical indication|" +
		"reason for exam|reason for study|reason for examination|clinical information|history and indication|" +
		"indications for surgery|referring diagnosis|comparison|technique"},
	{"chief_complaint", "29299-5", "reason for visit|reason for encounter|reason for appointment"},
	{"chief_complaint", "42349-1", "reason for consultation|reason for consult|reason for referral|reason for referral and consultation|consult question"},
	{HPI, "61150-9", "subjective|s|subj|subjective data|subjective findings"},
	{Exam, "61149-1", "objective|o|obj|objective data|objective findings"},
	{Assessment, "11450-4", "problem list|active problems|problems|active problem list|active issues|problem"},
	{Assessment, "46241-6", "admission diagnosis|admitting diagnosis|admission diagnoses|admitting diagnoses"},
	{Assessment, "10219-4", "preoperative diagnosis|preoperative diagnoses|pre op diagnosis|preop diagnosis|pre operative diagnosis"},
	{Assessment, "10218-6", "postoperative diagnosis|postoperative diagnoses|post op diagnosis|postop diagnosis|post operative diagnosis"},
	{"procedures", "10215-2", "operative findings"},
	{PastMedical, "10162-6", "ob history|obstetric history|obstetrical history|ob gyn history|ob hx|ob gyn hx|obstetric hx|pregnancy history"},
	{"behavior", "61150-9", "behavior|behaviour|behavioral observations"},
	{"intervention", "62387-6", "intervention|interventions|action|actions"},
	{"response", "", "response|client response|patient response|evaluation"},
	{"goals", "61146-7", "goals|goal|goals of care|treatment goals|patient goals|short term goals|long term goals"},
	{"complications", "55109-3", "complications|complication|intraoperative complications|postoperative complications"},
	{"blood_loss", "59770-8", "ebl|estimated blood loss|blood loss"},
	{"anesthesia", "59774-0", "anesthesia|anaesthesia|type of anesthesia|anesthesia type"},
	{"specimen", "", "specimen|specimens|specimens removed|specimen submitted"},
	{"pathology", "", "gross description|microscopic description|pathology|histology|histopathology|gross|microscopic|pathological anatomy|immunohistochemistry"},
	{"growth_development", "", "developmental history|development|milestones|psychomotor development"},
	{subheading, "", "heent|head|head and face|gi gu|hematology lymphatic immunology|ears nose mouth throat|" +
		"ears nose mouth and throat|neck|eyes|ears|nose|mouth|throat|ent|lungs|lung|chest|heart|cardiac|" +
		"cardiovascular|cv|cvs|respiratory|resp|pulmonary|pulm|pulmonology|abdomen|abdominal|abd|gastrointestinal|" +
		"gi|genitourinary|gu|gynecologic|gyn|renal|extremities|extremity|ext|musculoskeletal|msk|neuro|neurologic|" +
		"neurological|neurology|psych|psychiatric|psychiatry|psychological|skin|integumentary|dermatologic|" +
		"endocrine|endo|hematologic|heme|hematology|lymphatic|lymphatics|lymph|hematologic lymphatic|heme lymph|" +
		"allergic immunologic|immunologic|constitutional|general|gen|general appearance|back|spine|rectal|pelvic|" +
		"breasts|breast|vascular|cardiology|infectious disease|id|fen|fen gi|oncology|rheumatologic|nephrology|" +
		"gastroenterology|appearance|mood|affect|orientation|genitalia|ears nose throat|mental status"},
}

// kindOf is what a heading tells: the section's name and its LOINC code.
type kindOf struct{ name, code string }

// names maps a folded heading to what it tells.
var names = func() map[string]kindOf {
	m := make(map[string]kindOf, 900)
	for _, t := range table {
		for written := range strings.SplitSeq(t.written, "|") {
			m[written] = kindOf{t.name, t.code}
		}
	}
	return m
}()
