package templates

import (
	"strings"
	"time"
)

// Metadata of a document (XMP, ISO 16684-1): title, language, issuer, dates, and
// the claims to ISO 19005-3 level A (PDF/A-3a) and ISO 14289-1 (PDF/UA-1). The
// second is a schema that PDF/A does not know, so it comes with its description.
const (
	xmpHead = "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" + `<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<pdf:Producer>Sportello</pdf:Producer><xmp:CreatorTool>Sportello</xmp:CreatorTool>
`
	xmpTail = `</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`
)

// The characters that XML does not take as they are.
var xmlEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// appendXMP writes the metadata of a document in languages that is made at a time.
func appendXMP(b []byte, locales []string, title, issuer string, at time.Time) []byte {
	b = append(b, xmpHead...)
	b = append(append(b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">"...), xmlEscape.Replace(title)...)
	b = append(append(b, "</rdf:li></rdf:Alt></dc:title>\n<dc:creator><rdf:Seq><rdf:li>"...), xmlEscape.Replace(issuer)...)
	b = append(b, "</rdf:li></rdf:Seq></dc:creator>\n<dc:language><rdf:Bag>"...)
	for _, locale := range locales {
		b = append(append(append(b, "<rdf:li>"...), locale...), "</rdf:li>"...)
	}
	b = append(b, "</rdf:Bag></dc:language>\n<xmp:CreateDate>"...)
	b = at.AppendFormat(b, time.RFC3339)
	b = append(b, "</xmp:CreateDate><xmp:ModifyDate>"...)
	b = at.AppendFormat(b, time.RFC3339)
	b = append(b, "</xmp:ModifyDate>\n"...)
	return append(b, xmpTail...)
}
