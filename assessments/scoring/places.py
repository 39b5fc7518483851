"""Words that say whose something is: countries that have hosted no peacekeeping mission, their people, and regions.

An answer about a host country may name it, "citizens of Mali"; "citizens of Switzerland" are somebody else.
"""

from assessments.scoring.words import word_set

COUNTRIES = """
Albania Andorra Argentina Armenia Australia Austria Azerbaijan Bahamas Bahrain Bangladesh Barbados Belarus Belgium
Benin Bhutan Bolivia Botswana Brazil Britain Brunei Bulgaria Cameroon Canada Chile China Cuba Czechia Denmark Djibouti
Ecuador England Estonia Europe Fiji Finland France Gabon Gambia Germany Ghana Greece Guinea Guyana Holland Hungary
Iceland Indonesia Iran Ireland Italy Jamaica Japan Jordan Kazakhstan Kenya Korea Kuwait Kyrgyzstan Laos Latvia Lesotho
Lithuania Luxembourg Madagascar Malawi Malaysia Maldives Malta Mauritania Mauritius Mexico Moldova Monaco Mongolia
Montenegro Myanmar Netherlands Nigeria Norway Oman Panama Paraguay Peru Philippines Poland Portugal Qatar Romania
Russia Samoa Scotland Senegal Serbia Singapore Slovakia Slovenia Spain Sweden Switzerland Taiwan Tanzania Thailand
Togo Tonga Trinidad Tunisia Turkey Turkmenistan Ukraine Uruguay Uzbekistan Venezuela Vietnam Wales Zambia Zimbabwe
USA UK UAE abroad overseas
"""
PEOPLES = """
Albanian American Argentine Argentinian Australian Austrian Bangladeshi Belgian Brazilian British Bulgarian Canadian
Chilean Chinese Cuban Czech Danish Dutch Egyptian English Estonian European Finnish French German Ghanaian Greek
Hungarian Icelandic Indonesian Iranian Irish Italian Jamaican Japanese Jordanian Kenyan Korean Kuwaiti Latvian
Lithuanian Malaysian Mexican Mongolian Moroccan Nigerian Norwegian Peruvian Philippine Filipino Polish Portuguese
Romanian Russian Scottish Senegalese Serbian Singaporean Slovak Spanish Swedish Swiss Tanzanian Thai Turkish Tunisian
Ukrainian Uruguayan Venezuelan Vietnamese Zambian Zimbabwean
"""
REGIONS = "African Arab Asian Caribbean Commonwealth Eurasian Islamic Latin Maghreb Nordic Pacific Scandinavian"

FAR_AWAY = word_set(f"{COUNTRIES} {PEOPLES}")
OWNERS = FAR_AWAY | word_set(REGIONS) | {"us"}
