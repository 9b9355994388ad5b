package status

// Names are those of procedures as SNOMED CT's Global Patient Set words them
// and as notes do; titles are official.

const digestive = "Acquired absence of other specified parts of digestive tract"

var procedureRows = []row{
	{digestive, "cholecystectomy|appendectomy|appendicectomy|colectomy|hemicolectomy|sigmoidectomy|resection colon|excision colon|excision appendix|resection of intestine|esophagectomy"},
	{"Acquired absence of stomach [part of]", "gastrectomy"},
	{"Acquired partial absence of pancreas", "pancreatectomy|pancreaticoduodenectomy|pancreatoduodenectomy|whipple"},
	{"Acquired absence of both cervix and uterus", "hysterectomy"},
	{"Acquired absence of ovaries, bilateral", "bilateral oophorectomy|bilateral salpingo oophorectomy|bso"},
	{"Acquired absence of other genital organ(s)", "prostatectomy|orchiectomy|orchidectomy"},
	{"Acquired absence of unspecified breast and nipple", "mastectomy|excision breast tissue"},
	{"Acquired absence of kidney", "nephrectomy"},
	{"Acquired absence of spleen", "splenectomy"},
	{"Acquired absence of lung [part of]", "lobectomy of lung|lung lobectomy|pneumonectomy|excision lobe lung"},
	{"Acquired absence of other parts of urinary tract", "cystectomy"},
	{"Presence of unspecified artificial knee joint", "replacement knee|knee replacement|arthroplasty knee|knee arthroplasty|tka|tkr"},
	{"Presence of unspecified artificial hip joint", "replacement hip|hip replacement|arthroplasty hip|hip arthroplasty|hemiarthroplasty hip|tha|thr"},
	{"Presence of unspecified artificial shoulder joint", "replacement shoulder|shoulder arthroplasty|shoulder replacement"},
	{"Presence of aortocoronary bypass graft", "coronary artery bypass|cabg"},
	{"Presence of coronary angioplasty implant and graft", "percutaneous coronary intervention|coronary stent|coronary artery stent|stent coronary|pci"},
	{"Presence of prosthetic heart valve", "replacement aortic valve|replacement mitral valve|replacement heart valve|mechanical valve|avr|mvr|tavr|tavi"},
	{"Kidney transplant status", "transplant kidney|transplantation kidney|renal transplant|transplant of kidney"},
	{"Liver transplant status", "transplant liver|transplantation liver|olt"},
	{"Heart transplant status", "transplant heart|transplantation heart|oht"},
	{"Lung transplant status", "transplant lung|transplantation lung"},
	{"Bone marrow transplant status", "transplant bone marrow|transplantation bone marrow|bmt"},
	{"Stem cells transplant status", "stem cell transplant|transplantation stem cell|asct"},
	{"Corneal transplant status", "corneal transplant|transplantation cornea|keratoplasty"},
	{"Acquired absence of unspecified leg below knee", "amputation below knee|below knee amputation|bka"},
	{"Acquired absence of unspecified leg above knee", "amputation above knee|above knee amputation|aka"},
	{"Bariatric surgery status", "gastric bypass|sleeve gastrectomy|bariatric|gastric banding|roux en y"},
	{"History of uterine scar from previous surgery", "cesarean section|caesarean section|cesarean delivery|c section"},
	{"Tubal ligation status", "tubal ligation|ligation fallopian tube|sterilization tubal"},
	{"Vasectomy status", "vasectomy"},
	{"Arthrodesis status", "arthrodesis|spinal fusion|fusion of spine|acdf|tlif|plif"},
	{"Cataract extraction status, unspecified eye", "extraction cataract|cataract extraction|phacoemulsification"},
	{"Colostomy status", "colostomy"},
	{"Ileostomy status", "ileostomy"},
	{"Tracheostomy status", "tracheostomy|incision trachea"},
	{"Gastrostomy status", "gastrostomy"},
}

var deviceRows = []row{
	{"Presence of cardiac pacemaker", "pacemaker"},
	{"Presence of automatic (implantable) cardiac defibrillator", "implantable defibrillator|cardioverter defibrillator|aicd"},
	{"Presence of coronary angioplasty implant and graft", "coronary stent|drug eluting stent"},
	{"Presence of prosthetic heart valve", "mechanical valve|prosthetic valve|mechanical aortic valve|mechanical mitral valve"},
	{"Presence of insulin pump (external) (internal)", "insulin pump|omnipod|tandem pump"},
	{"Presence of (intrauterine) contraceptive device", "iud|mirena|intrauterine contraceptive|paragard|kyleena|liletta"},
	{"Cochlear implant status", "cochlear implant"},
	{"Dependence on supplemental oxygen", "home oxygen|home o2"},
}

// Ingredients and brands of what is taken for months and years.
var medicineRows = []row{
	{"Long term (current) use of anticoagulants", "warfarin|coumadin|jantoven|apixaban|eliquis|rivaroxaban|xarelto|dabigatran|pradaxa|edoxaban|savaysa|enoxaparin|lovenox"},
	{"Long term (current) use of antithrombotics/antiplatelets", "clopidogrel|plavix|ticagrelor|brilinta|prasugrel|effient|dipyridamole|cilostazol"},
	{"Long term (current) use of aspirin", "aspirin|asa|ecotrin"},
	{"Long term (current) use of systemic steroids", "prednisone|prednisolone|methylprednisolone|hydrocortisone|deflazacort"},
	{"Long term (current) use of calcineurin inhibitor", "tacrolimus|prograf|cyclosporine|neoral"},
	{"Long term (current) use of inhibitors of nucleotide synthesis", "mycophenolate|cellcept|myfortic|azathioprine|imuran|leflunomide"},
	{"Long term (current) use of antimetabolite agent", "methotrexate"},
	{"Long term (current) use of mammalian target of rapamycin (mTOR) inhibitor", "sirolimus|everolimus"},
	{"Long term (current) use of Janus kinase inhibitor", "tofacitinib|xeljanz|baricitinib|upadacitinib|rinvoq"},
	{"Long term (current) use of immunosuppressive biologic", "adalimumab|humira|etanercept|enbrel|infliximab|remicade|golimumab|certolizumab|ustekinumab|secukinumab|tocilizumab|abatacept|vedolizumab|rituximab"},
	{"Long term (current) use of selective estrogen receptor modulators (SERMs)", "tamoxifen|raloxifene|evista"},
	{"Long term (current) use of aromatase inhibitors", "anastrozole|arimidex|letrozole|femara|exemestane"},
	{"Long term (current) use of bisphosphonates", "alendronate|fosamax|risedronate|ibandronate|alendronic"},
}
