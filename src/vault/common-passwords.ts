/** What guessers try first, most common first; lower case. */
export const commonPasswords: readonly string[] =
  `123456 password 123456789 12345678 12345 1234567 qwerty 1234567890 111111 123123 abc123 1234
iloveyou password1 000000 qwerty123 1q2w3e4r admin letmein welcome monkey dragon sunshine princess
football baseball superman batman trustno1 master hello freedom whatever shadow michael jennifer
jordan hunter killer soccer harley ranger buster thomas robert tigger andrew charlie joshua pepper
daniel george hannah ashley amanda jessica nicole michelle maggie ginger cookie summer winter spring
autumn chocolate cheese banana orange purple yellow silver golden diamond flower butterfly angel
lovely loveme love babygirl family mother father sister brother samantha matthew anthony william
david james joseph richard alexander martin oliver jackson justin brandon taylor chelsea liverpool
arsenal barcelona juventus madonna metallica nirvana slipknot starwars pokemon naruto minecraft
fortnite computer internet google facebook samsung iphone android windows apple microsoft changeme
default guest test testing test123 test1234 secret login access pass passw0rd pass1234 password123
password12 admin123 root toor user qazwsx zaq12wsx qwertyuiop asdfghjkl zxcvbnm asdfgh zxcvbn qwert
asdf 1qaz2wsx q1w2e3r4 1q2w3e 654321 987654321 666666 696969 777777 888888 999999 112233 121212
131313 123321 123qwe 159753 147258369 222222 555555 aaaaaa abcdef abcd1234 a123456 aa123456 hallo
passwort schatz hallo123 motdepasse azerty soleil bonjour jetaime doudou contraseña tequiero
estrella ciao amore juventus parola senha mudar123 haslo heslo lozinka wachtwoord welkom salasana
doctor nurse hospital patient medicine health medical clinic pharmacy`.split(/\s+/);
