package icd10cm

// wider lists the parts of the body that a place belongs to, as titles
// name them.
var wider = map[string]string{
	"thigh": "lower limb leg extremity", "calf": "lower limb leg extremity", "shin": "lower limb leg extremity", "leg": "lower limb extremity",
	"knee": "lower limb extremity", "ankle": "lower limb extremity", "foot": "lower limb extremity", "toe": "foot lower limb extremity",
	"hip": "lower limb extremity", "heel": "foot lower limb extremity",
	"arm": "upper limb extremity", "forearm": "upper limb extremity arm", "elbow": "upper limb extremity", "wrist": "upper limb extremity",
	"hand": "upper limb extremity", "shoulder": "upper limb extremity", "finger": "hand upper limb extremity", "thumb": "finger hand upper limb extremity",
	"back": "trunk", "chest": "trunk", "abdomen": "trunk", "buttock": "trunk", "flank": "trunk", "groin": "trunk", "perineum": "trunk", "umbilicu": "trunk",
	"cheek": "face", "forehead": "face", "chin": "face", "nose": "face", "sacrum": "sacral", "coccyx": "sacral", "toenail": "toe", "fingernail": "finger",
}
