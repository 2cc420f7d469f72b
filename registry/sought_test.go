package registry

import "testing"

var sought = Person{
	Name: Name{Surname: "D'Àloia", Given: "Anna Lucia"}, FiscalCode: "DLANLC85C44X900A", Birth: Birth{Date: Date{1985, 3, 4}},
}

func TestSoughtIs(t *testing.T) {
	t.Parallel()
	good := Sought{Code: "DLANLC85C44X900A", Name: Name{Surname: "d'aloia", Given: "ANNA  LUCIA"}, Born: Date{1985, 3, 4}}
	if !good.Is(sought) {
		t.Fatal("the person is not found by all of it")
	}
	for name, edit := range map[string]func(*Sought){
		"no code":              func(s *Sought) { s.Code = "" },
		"another code":         func(s *Sought) { s.Code = "DLANLC85C44X900B" },
		"no birth":             func(s *Sought) { s.Born = Date{} },
		"another day":          func(s *Sought) { s.Born.Day = 5 },
		"the year of birth":    func(s *Sought) { s.Born = Date{Year: 1985} },
		"no surname":           func(s *Sought) { s.Name.Surname = "" },
		"part of the surname":  func(s *Sought) { s.Name.Surname = "D'Alo" },
		"one of two names":     func(s *Sought) { s.Name.Given = "Anna" },
		"names exchanged":      func(s *Sought) { s.Name.Surname, s.Name.Given = s.Name.Given, s.Name.Surname },
		"a wildcard":           func(s *Sought) { s.Name.Surname = "%" },
		"signs without letter": func(s *Sought) { s.Name.Given = "' -" },
	} {
		s := good
		edit(&s)
		if s.Is(sought) {
			t.Errorf("%s: found all the same", name)
		}
	}
	nameless := sought
	nameless.Name.Given, nameless.FiscalCode = "", ""
	if (Sought{Name: Name{Surname: "d'aloia"}, Born: Date{1985, 3, 4}}).Is(nameless) {
		t.Error("who has no code and no given name is found by leaving them out")
	}
}

func TestSoughtBegins(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		s    Sought
		want bool
	}{
		"whole names":          {Sought{Name: Name{Surname: "D’aloia", Given: "anna lucia"}, Born: Date{1985, 3, 4}}, true},
		"three letters":        {Sought{Name: Name{Surname: "dal", Given: "ann"}, Born: Date{1985, 3, 4}}, true},
		"two letters":          {Sought{Name: Name{Surname: "da", Given: "ann"}, Born: Date{1985, 3, 4}}, false},
		"one letter of one":    {Sought{Name: Name{Surname: "dal", Given: "a"}, Born: Date{1985, 3, 4}}, false},
		"the middle of a name": {Sought{Name: Name{Surname: "aloia", Given: "ann"}, Born: Date{1985, 3, 4}}, false},
		"no birth":             {Sought{Name: Name{Surname: "dal", Given: "ann"}}, false},
		"year of birth":        {Sought{Name: Name{Surname: "dal", Given: "ann"}, Born: Date{Year: 1985}}, false},
		"wildcards":            {Sought{Name: Name{Surname: "dal%", Given: "___"}, Born: Date{1985, 3, 4}}, false},
		"nothing":              {Sought{Born: Date{1985, 3, 4}}, false},
	} {
		if got := tt.s.Begins(sought); got != tt.want {
			t.Errorf("%s: %t, want %t", name, got, tt.want)
		}
	}
	short := Person{Name: Name{Surname: "Hu", Given: "Li"}, Birth: Birth{Date: Date{1985, 3, 4}}}
	if !(Sought{Name: Name{Surname: "hu", Given: "li"}, Born: Date{1985, 3, 4}}).Begins(short) {
		t.Error("a short name is not found by all its letters")
	}
	cyrillic := Person{Name: Name{Surname: "Иванов", Given: "Иван", Latin: &Name{Surname: "Ivanov", Given: "Ivan"}}, Birth: Birth{Date: Date{1985, 3, 4}}}
	if !(Sought{Name: Name{Surname: "ivanov", Given: "iva"}, Born: Date{1985, 3, 4}}).Begins(cyrillic) {
		t.Error("a name in another alphabet is not found by its transliteration")
	}
}

func TestCalled(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]bool{
		"Anna Lucia D'Àloia": true, "DALOIA ANNA LUCIA": true, "Anna D'Aloia": false, "": false, "Lucia Anna D'Aloia": false,
	} {
		if got := sought.Name.Called(said); got != want {
			t.Errorf("%q: %t, want %t", said, got, want)
		}
	}
}
