package people

import "strings"

// origin is where a family comes from: the names that its members bear, and for
// who was born abroad the localities.
type origin struct {
	state                *state // nil for Italy
	surnames, men, women []string
	localities           []string
	weight               int // among the families from abroad
}

var italy = origin{
	surnames: strings.Fields(`Rossi Ferrari Russo Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano Mancini Rizzo Lombardi
		Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo Gentile Martinelli Vitale Lombardo Serra Coppola
		Marchetti Parisi Villa Conte Ferraro Ferri Fabbri Bianco Marini Grasso Valentini Messina Sala Gatti Pellegrini Palumbo Sanna Farina Rizzi
		Monti Cattaneo Morelli Amato Silvestri Mazza Testa Grassi Pellegrino Carbone Giuliani Benedetti Barone Rossetti Caputo Montanari Guerra
		Palmieri Bernardi Martino Fiore Ferretti Bellini Basile Riva Donati Piras Vitali Battaglia Sartori Neri Costantini Milani Pagano Ruggiero
		Sorrentino Orlando Negri Mantovani Zanella D'Amico D'Angelo Dell'Orto D'Agostino De'Rossi Dondà Forlì Sacchetti Toffoli Kofler Pichler Kovač`),
	men: strings.Fields(`Francesco Alessandro Lorenzo Andrea Mattia Gabriele Matteo Leonardo Riccardo Davide Tommaso Giuseppe Marco Luca Federico
		Antonio Simone Samuele Giovanni Pietro Filippo Alessio Michele Edoardo Diego Giacomo Christian Stefano Roberto Paolo Mario Luigi Vincenzo
		Angelo Salvatore Domenico Bruno Sergio Carlo Franco Giorgio Aldo Renato Nicolò Niccolò Raffaele Claudio Maurizio Massimo Enrico Emanuele
		Elia Gioele Ettore Dario Fabio Gianluca Gianfranco Pierluigi Umberto`),
	women: strings.Fields(`Sofia Giulia Aurora Alice Ginevra Emma Giorgia Greta Beatrice Anna Martina Chiara Sara Francesca Gaia Camilla Matilde Elena
		Maria Giuseppina Rosa Angela Giovanna Teresa Lucia Carmela Caterina Laura Paola Silvia Elisa Federica Valentina Alessandra Monica Barbara
		Cristina Daniela Patrizia Franca Luisa Margherita Rita Antonietta Concetta Ida Irene Serena Ilaria Michela Marta Noemi Rebecca Viola Zoë
		Lidia Nives Ludovica Bianca Eleonora`),
}

var abroad = []origin{
	{&romania, strings.Fields("Popescu Ionescu Popa Radu Dumitru Stan Munteanu Rusu"), strings.Fields("Andrei Ion Mihai Ștefan Cristian Vasile"), strings.Fields("Elena Ioana Mihaela Ana Cristina Andreea"), []string{"Iași", "Bacău", "Timișoara"}, 7},
	{&albania, strings.Fields("Hoxha Shehu Prifti Gjoka Dervishi Leka"), strings.Fields("Arben Ilir Besnik Altin Dritan"), strings.Fields("Elira Mimoza Arta Blerina Teuta"), []string{"Durazzo", "Valona", "Scutari"}, 5},
	{&morocco, strings.Fields("Benali Idrissi Alaoui Tahiri Amrani Fassi"), strings.Fields("Mohamed Youssef Hassan Omar Rachid"), strings.Fields("Fatima Khadija Aicha Naima Samira"), []string{"Khouribga", "Casablanca", "Béni Mellal"}, 4},
	{&china, strings.Fields("Chen Hu Wang Zhang Lin Zhou"), strings.Fields("Wei Jian Hao Ming Lei"), strings.Fields("Li Xiu Mei Yan Ling"), []string{"Wenzhou", "Qingtian"}, 3},
	{&peru, strings.Fields("Quispe Flores Huamán Mamani Vargas"), strings.Fields("José Luis Carlos Jorge Víctor"), strings.Fields("María Rosa Carmen Luz Gladys"), []string{"Lima", "Trujillo"}, 2},
	{&senegal, strings.Fields("Diop Ndiaye Fall Sarr Gueye"), strings.Fields("Mamadou Cheikh Ibrahima Modou Ousmane"), strings.Fields("Fatou Awa Aminata Mariama Khady"), []string{"Dakar", "Thiès"}, 2},
	{&nigeria, strings.Fields("Okafor Adeyemi Eze Balogun Osagie"), strings.Fields("Chidi Emeka Tunde Osaze Femi"), strings.Fields("Ngozi Blessing Amaka Joy Funmi"), []string{"Benin City", "Lagos"}, 1},
}

var streets = []string{
	"Via Roma", "Via Giuseppe Garibaldi", "Via Giuseppe Mazzini", "Via Dante Alighieri", "Corso Italia", "Via Guglielmo Marconi", "Piazza del Municipio",
	"Viale della Repubblica", "Via della Libertà", "Via XX Settembre", "Via IV Novembre", "Via delle Rose", "Via dei Tigli", "Via del Mulino",
	"Vicolo della Fonte", "Via San Francesco d'Assisi", "Via Santa Lucia", "Piazza Papa Giovanni XXIII", "Via Alessandro Manzoni", "Via Grazia Deledda",
	"Via Maria Montessori", "Via Galileo Galilei", "Via dell'Industria", "Via degli Artigiani", "Largo dei Caduti", "Via Monte Grappa", "Via Lungofiume",
	"Salita al Castello", "Via Vecchia Ferrovia", "Strada del Colle", "Via Antonio Gramsci", "Via Alcide De Gasperi", "Via Rita Levi-Montalcini", "Via dei Platani",
}

var hamlets = []string{"Frazione Molini", "Frazione San Prospero", "Località Ca' Bianca", "Frazione Quercia Alta"}

// foreignHome is an address abroad of who is registered in the AIRE.
type foreignHome struct {
	street, postalCode, locality string
	state                        state
	consulate                    string
}

var foreignHomes = []foreignHome{
	{"Langstrasse", "8004", "Zürich", switzerland, "Consolato generale d'Italia a Zurigo"},
	{"Rue des Martyrs", "75009", "Parigi", france, "Consolato generale d'Italia a Parigi"},
	{"Schillerstraße", "80336", "Monaco di Baviera", germany, "Consolato generale d'Italia a Monaco di Baviera"},
	{"Camden Road", "NW1 9LA", "Londra", britain, "Consolato generale d'Italia a Londra"},
	{"Avenida Corrientes", "C1043", "Buenos Aires", argentina, "Consolato generale d'Italia a Buenos Aires"},
	{"Lygon Street", "3053", "Melbourne", australia, "Consolato generale d'Italia a Melbourne"},
	{"Chaussée de Charleroi", "1060", "Bruxelles", belgium, "Consolato d'Italia a Bruxelles"},
}

var communities = []struct {
	name   string
	kind   int // official table: 1 religious, 3 assistance, 4 military
	oldest int // year of birth of the oldest member
	newest int
}{
	{"Casa di riposo Villa Serena", 3, 1929, 1948},
	{"Monastero di Santa Chiara", 1, 1935, 1995},
	{"Comunità alloggio La Quercia", 3, 1970, 2004},
	{"Caserma Aldo Prova", 4, 1985, 2004},
}
