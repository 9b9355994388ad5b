package code

import "strings"

// locus spells out the symbol of a gene locus (DFNB9, SPG23, CMT2A): letters
// that stand for a disease, then its number. Empty for what is none. The
// symbols are those of the Human Gene Nomenclature Committee and of OMIM.
func locus(word string) string {
	i := strings.IndexAny(word, "0123456789")
	if i < 2 {
		return ""
	}
	at := strings.Index(loci, "\n"+word[:i]+":")
	if at < 0 {
		return ""
	}
	_, name, _ := strings.Cut(loci[at+1:], ": ")
	name, _, _ = strings.Cut(name, "\n")
	return name
}

const loci = `
ad: alzheimer disease
ai: amelogenesis imperfecta
als: amyotrophic lateral sclerosis
aml: acute myeloid leukemia
armd: age related macular degeneration
arvd: arrhythmogenic right ventricular dysplasia
asd: atrial septal defect
atfb: familial atrial fibrillation
barts: bartter syndrome
bbs: bardet biedl syndrome
bda: brachydactyly
bdb: brachydactyly
bdplt: inherited platelet disorder
bfnc: benign familial neonatal convulsions
bmiq: obesity
brgda: brugada syndrome
catcn: congenital cataract
ccm: cerebral cavernous malformation
cdg: congenital disorder of glycosylation
cfeom: congenital fibrosis of extraocular muscles
cild: primary ciliary dyskinesia
cln: neuronal ceroid lipofuscinosis
cmd: dilated cardiomyopathy
cmh: hypertrophic cardiomyopathy
cms: congenital myasthenic syndrome
cmt: charcot marie tooth disease
cmtx: charcot marie tooth disease
cord: cone rod dystrophy
cphd: combined pituitary hormone deficiency
cpvt: catecholaminergic polymorphic ventricular tachycardia
crd: cone rod dystrophy
csnb: congenital stationary night blindness
ctrct: congenital cataract
cvid: common variable immunodeficiency
cvpt: catecholaminergic polymorphic ventricular tachycardia
dba: diamond blackfan anemia
dee: epileptic encephalopathy
dfna: autosomal dominant deafness
dfnb: autosomal recessive deafness
dfnx: x linked deafness
dhmn: distal hereditary motor neuropathy
dkc: dyskeratosis congenita
dyt: hereditary dystonia
eas: essential hypertension
eb: epidermolysis bullosa
ebs: epidermolysis bullosa simplex
eds: ehlers danlos syndrome
eiee: epileptic encephalopathy
eig: idiopathic generalized epilepsy
ejm: juvenile myoclonic epilepsy
ekd: episodic kinesigenic dyskinesia
epm: progressive myoclonic epilepsy
etm: essential tremor
evr: familial exudative vitreoretinopathy
fanc: fanconi anemia
feb: familial febrile convulsions
fhl: familial hemophagocytic lymphohistiocytosis
fpld: familial partial lipodystrophy
fsgs: focal segmental glomerulosclerosis
fshd: facioscapulohumeral muscular dystrophy
ftd: frontotemporal dementia
gefsp: generalized epilepsy with febrile seizures
gefs: generalized epilepsy with febrile seizures
glc: glaucoma
gsd: glycogen storage disease
hae: hereditary angioedema
hfe: hereditary hemochromatosis
hh: hypogonadotropic hypogonadism
hhf: familial hyperinsulinemic hypoglycemia
hht: hereditary hemorrhagic telangiectasia
hld: hypomyelinating leukodystrophy
hlh: hemophagocytic lymphohistiocytosis
hmn: distal hereditary motor neuropathy
hmsn: hereditary motor and sensory neuropathy
hokpp: hypokalemic periodic paralysis
homg: hypomagnesemia
hpe: holoprosencephaly
hps: hermansky pudlak syndrome
hsan: hereditary sensory and autonomic neuropathy
hsn: hereditary sensory neuropathy
iddm: insulin dependent diabetes mellitus
ighd: isolated growth hormone deficiency
imd: immunodeficiency
jbts: joubert syndrome
lca: leber congenital amaurosis
lds: loeys dietz syndrome
lgmd: limb girdle muscular dystrophy
lgmda: limb girdle muscular dystrophy
lgmdr: limb girdle muscular dystrophy
lis: lissencephaly
lqt: long qt syndrome
mcph: primary microcephaly
mdc: congenital muscular dystrophy
mds: myelodysplastic syndrome
men: multiple endocrine neoplasia
mgr: migraine
mks: meckel gruber syndrome
mody: maturity onset diabetes of the young
mpd: distal myopathy
mps: mucopolysaccharidosis
mrd: intellectual disability
mrt: intellectual disability
mrx: x linked intellectual disability
mrxs: x linked intellectual disability
mtdps: mitochondrial dna depletion syndrome
myp: myopia
nbia: neurodegeneration with brain iron accumulation
nem: nemaline myopathy
nf: neurofibromatosis
niddm: type 2 diabetes mellitus
nphp: nephronophthisis
nphs: nephrotic syndrome
ns: noonan syndrome
nys: congenital nystagmus
oca: oculocutaneous albinism
oi: osteogenesis imperfecta
opa: hereditary optic atrophy
opd: otopalatodigital syndrome
opta: osteopetrosis
optb: osteopetrosis
paget: paget disease of bone
park: parkinson disease
pch: pontocerebellar hypoplasia
peo: progressive external ophthalmoplegia
pfic: progressive familial intrahepatic cholestasis
pgl: paraganglioma
pha: pseudohypoaldosteronism
pkd: polycystic kidney disease
pof: premature ovarian failure
ppd: preaxial polydactyly
pph: primary pulmonary hypertension
psors: psoriasis
rcm: restrictive cardiomyopathy
rieg: axenfeld rieger syndrome
rls: restless legs syndrome
rp: retinitis pigmentosa
sca: spinocerebellar ataxia
scar: spinocerebellar ataxia
scn: severe congenital neutropenia
sczd: schizophrenia
shfm: split hand foot malformation
slc: kidney stone
sma: spinal muscular atrophy
spg: hereditary spastic paraplegia
spgf: spermatogenic failure
sqt: short qt syndrome
srtd: short rib thoracic dysplasia
stgd: stargardt disease
sthag: congenital absence of teeth
tsc: tuberous sclerosis
ush: usher syndrome
vmd: vitelliform macular dystrophy
vur: vesicoureteral reflux
vwd: von willebrand disease
wfs: wolfram syndrome
wt: wilms tumor
xlp: x linked lymphoproliferative syndrome
`
