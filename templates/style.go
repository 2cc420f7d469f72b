package templates

// Colours: a near black for the text, a grey for what goes with it, one accent. They
// keep apart in print without colour too.
const (
	black  = "0.1 g\n"
	grey   = "0.36 g\n"
	pale   = "0.8 g\n"
	shadow = "0.91 g\n"
	white  = "1 g\n"
	accent = "0 0.26 0.5 rg\n"
	alarm  = "0.66 0.06 0.09 rg\n"
)

// The styles of the page.
var (
	officeStyle = style{role: "P", face: bold, size: 16, lead: 20, ink: black}
	secondStyle = style{role: "P", face: regular, size: 13, lead: 17, ink: black}
	senderStyle = style{role: "P", face: regular, size: 8.5, lead: 12, ink: grey}

	titleStyle        = style{role: "H1", face: bold, size: 24, lead: 29, ink: accent, before: 26, after: 11}
	longTitleStyle    = style{role: "H1", face: bold, size: 18, lead: 22, ink: accent, before: 26, after: 11}
	partStyle         = style{role: "H2", face: bold, size: 11, lead: 15, ink: accent, before: 9, after: 2, keep: 110}
	labelStyle        = style{face: regular, size: 8, lead: 11, ink: grey}
	valueStyle        = style{face: bold, size: 11, lead: 14, ink: black, after: 13}
	authorityStyle    = style{role: "P", face: bold, size: 9.5, lead: 15, ink: black}
	groundsStyle      = style{role: "P", face: regular, size: 11, lead: 15, ink: black}
	textStyle         = style{role: "P", face: regular, size: 11, lead: 15, ink: black, before: 1, after: 3}
	certifiesStyle    = style{role: "P", face: regular, size: 11, lead: 15, ink: black, after: 12}
	nameStyle         = style{role: "P", face: regular, size: 19, lead: 24, ink: black}
	bornStyle         = style{role: "P", face: regular, size: 11, lead: 15, ink: black, after: 10}
	statedStyle       = style{role: "P", face: bold, size: 12.5, lead: 17, ink: black}
	membersStyle      = style{role: "P", face: regular, size: 11, lead: 15, ink: black, before: 10, after: 4, keep: 75}
	firstMembersStyle = style{role: "P", face: regular, size: 11, lead: 15, ink: black, after: 4, keep: 75}
	headStyle         = style{face: bold, size: 8.5, lead: 11, ink: accent}
	cellStyle         = style{face: regular, size: 9.5, lead: 12, ink: black}

	useStyle      = style{role: "P", face: bold, size: 9.5, lead: 13, ink: black, after: 3}
	validityStyle = style{role: "P", face: regular, size: 9.5, lead: 13, ink: black}

	lawStyle      = style{role: "P", face: bold, size: 9.5, lead: 13, ink: black, after: 14}
	declaresStyle = style{role: "P", face: regular, size: 11, lead: 15, ink: black, before: 10, after: 4}
	adviceStyle   = style{role: "P", face: regular, size: 8.5, lead: 11.5, ink: black, after: 3}

	aidHeadStyle = style{role: "H2", face: bold, size: 11, lead: 14, ink: black, after: 2}
	aidStyle     = style{role: "P", face: regular, size: 8.5, lead: 11, ink: grey, after: 1.5}

	headingStyle = style{role: "H2", face: bold, size: 11, lead: 13, ink: accent, after: 1}
	howStyle     = style{role: "P", face: regular, size: 8.5, lead: 11.5, ink: black, after: 5}
	codeStyle    = style{face: bold, size: 12, lead: 15, ink: black, after: 3}
	linkStyle    = style{face: regular, size: 8.5, lead: 12, ink: accent, after: 5}
	sealStyle    = style{role: "P", face: regular, size: 8, lead: 10.5, ink: grey}
	absentStyle  = style{role: "P", face: regular, size: 8.5, lead: 11.5, ink: grey}

	bandStyle      = style{face: bold, size: 10, lead: 12, ink: white}
	headerStyle    = style{face: bold, size: 8.5, lead: 14, ink: black, after: 10}
	footerStyle    = style{face: regular, size: 8, lead: 9.5, ink: grey}
	watermarkStyle = style{face: bold, size: 58, lead: 72, ink: shadow}
)
