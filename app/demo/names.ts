/** Given names from many places, Latin script; no two have the same plain form. */
export const GIVEN_NAMES: readonly string[] = (
  "Aaliyah Aarav Abebe Ada Adaeze Adrián Agnieszka Ahmed Aiko Aino Akira Alejandra Aleksandr Alice Alioune Amara " +
  "Amélie Amina Amir Anaïs Andrés Anh Anika Anna Antoine Aoife Arjun Asha Astrid Ayşe Aziz Bao Beatriz Benjamin " +
  "Björn Bogdan Bongani Camila Carlos Caroline Çağla Cécile Charlotte Chen Chidi Chinwe Ciarán Claire Clara Conor " +
  "Daiki Daniel Daniela Darius Deepa Diego Divya Dong-hyun Dorota Ebru Eduardo Eero Efua Elena Élise Elif Emeka " +
  "Emil Emma Enrique Erik Esi Esther Eszter Ethan Eun-ji Fatima Felipe Femi Fernando Fiona Francesca Freya Gabriel " +
  "Georgios Giulia Grace Guadalupe Gustav Hana Hannah Haruto Hassan Hélène Henrik Hiroshi Hugo Hye-jin Ibrahim " +
  "Ifeoma Imani Imran Inés Ioana Irina Isabel Ivan Jacek James Jana Javier Jing João Johanna Jorge José Joseph " +
  "Jun Juan Julia Kaito Kamala Karim Katarzyna Kateryna Kavya Keiko Kenji Khadija Klára Kwame Lars Laura Layla Leila " +
  "Leonardo Léa Liam Ling Linh Lina Lucía Luis Łukasz Magdalena Mai Malik Manuel Marco Margarida María Marta " +
  "Mateo Matthias Maya Mehmet Mei Mia Michał Miguel Mihai Min-jun Mohammed Mónica Musa Nadia Naoki Naomi Natalia " +
  "Neha Nia Nicolas Nikhil Nils Nkechi Noah Nora Nuno Olga Oliver Olivia Omar Oscar Oluwaseun Pablo Paolo Paweł " +
  "Pedro Petra Phuong Pierre Quang Rahul Raisa Ramón Rania Raúl Rebecca Renée Ricardo Rohan Rosa Ruth Ryan Saeed " +
  "Sakura Salma Samir Samuel Sandra Sanjay Sara Sean Sebastian Selin Seo-yeon Sergio Shanti Shreya Siobhán Sofia " +
  "Søren Stefan Sunita Svetlana Takeshi Tamar Tariq Tatiana Thabo Thandiwe Theo Thuy Tiago Tobias Uchenna Ulrike " +
  "Valentina Vera Veronika Victor Vikram Violeta Wambui Wei Wojciech Xavier Xin Yara Yasmin Yerlan Yusuf Zainab " +
  "Zanele Zoë Zsófia Żaneta"
).split(" ");

/** Family names, Latin script; no two have the same plain form and none is the name of a member of the cast. */
export const FAMILY_NAMES: readonly string[] = (
  "Abdi Abubakar Acosta Adeyemi Agarwal Aguilar Ahmadi Akhtar Albrecht Alvarez Amadi Andersson Appiah Araújo Aydın " +
  "Baker Banerjee Baptiste Barbosa Barros Bauer Becker Bello Benali Bennett Bergström Bernard Bhatt Bianchi Björklund " +
  "Blanco Boateng Bondarenko Botha Boyle Brennan Brown Bui Byrne Cabrera Campbell Carvalho Castillo Çelik Chanda " +
  "Chaudhary Chevalier Chikwanha Choi Christensen Clarke Cohen Colombo Cooper Costa Coulibaly Cruz Cruickshank " +
  "Dąbrowski Dang Das Davies De-Luca Delgado Demir Deng Desai Diallo Díaz Dimitrov Diop Dlamini Đặng-Vũ Dubois Duarte " +
  "Edwards Eklund Eriksen Escobar Espinoza Evans Eze Fernández Fischer Fitzgerald Fofana Fontaine Fujimoto Gallagher " +
  "García Gebremariam Georgiou Ghosh Gill Giordano Gomes Goldberg González Grabowski Greco Green Gunnarsson Gupta " +
  "Gutiérrez Guzmán Haddad Hamid Hansen Harris Hashimoto Hassan Hernández Hoffmann Holm Horváth Hosseini Huang " +
  "Hughes Hussain Ibarra Iliescu Inoue Ivanov Iyer Jackson Jain Jankowski Jansen Jeong Jiménez Johansson Jones Joshi " +
  "Juárez Kaczmarek Kamau Kang Kapoor Karlsson Kaya Keller Kelly Khalil Khan Khumalo Kim Kimura Kipkemboi Kobayashi " +
  "Koch Kovács Kowalski Kozak Krüger Kumar Kurt Lam Larsen Laurent Le Lefèvre Leroy Lindqvist Li Lombardi López " +
  "Lundgren Machado MacLeod Mahlangu Malik Mancini Markovic Marques Martin Martínez Mazur Mbeki McCarthy Mehta Meier " +
  "Melo Mendoza Meyer Mishra Mitchell Moreau Moreno Morgan Mukherjee Müller Murphy Mwangi Nair Nakamura Navarro " +
  "Ncube Ndiaye Németh Nguyễn Nielsen Nkosi Novák Nowak Nwosu O'Brien O'Connor Obi Ochieng Odhiambo Okafor Okonkwo " +
  "Olsen Omondi Ortega Osei Otieno Owusu Öztürk Pacheco Papadopoulos Park Parker Patel Patil Pavlov Pereira Pérez " +
  "Petersen Petrov Phạm Pillay Pinto Popescu Prakash Qureshi Rahman Ramírez Rao Reddy Reis Ricci Richter Rivera " +
  "Roberts Rodríguez Rojas Romano Rossi Roy Ruiz Ryan Saito Salazar Sánchez Santos Sato Schmidt Schneider Schulz " +
  "Sharma Shevchenko Shimizu Singh Sithole Smith Soto Sousa Stewart Suzuki Svensson Szabó Szymański Tadesse Takahashi " +
  "Taylor Teixeira Thapa Thomas Thompson Tóth Torres Traoré Trần Tshabalala Tremblay Usman Vargas Vasquez Vega Verma " +
  "Vieira Virtanen Vu Wagner Walker Wang Watanabe Weber Weiss Williams Wilson Wójcik Wong Wright Wu Xu Yadav Yamada " +
  "Yang Yıldız Yilma Young Yoon Zając Zapata Zhang Zhao Zhou Zieliński Zimmermann Zulu"
).split(" ");

const PLAIN: Readonly<Record<string, string>> = { ł: "l", ø: "o", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe" };

/** @returns the name as it stands in an address: lower case, ASCII letters and digits only, e.g. `O'Brien` → `obrien`. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[łøđıßæœ]/g, (letter) => PLAIN[letter] ?? "")
    .replace(/[^a-z0-9]/g, "");
}
